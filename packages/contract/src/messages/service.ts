import * as z from "zod";
import { Count } from "../schemas/vocabulary.js";

const Check = z.enum(["ok", "failed"]);

/** Answer of the liveness probe. */
export const HealthResponse = z
  .strictObject({
    status: z.literal("ok"),
    active_sessions: Count.describe("Sessions hot in this worker."),
    version: z.string(),
  })
  .meta({ id: "HealthResponse" });

/** Answer of the readiness probe, with 200 or 503. */
export const ReadinessResponse = z
  .strictObject({
    status: z.enum(["ready", "not_ready"]),
    checks: z.strictObject({ database: Check, embedder: Check, draining: Check }),
  })
  .meta({ id: "ReadinessResponse" });

/** Body of every error but a failed validation. */
export const ErrorResponse = z
  .strictObject({ detail: z.string() })
  .meta({ id: "ErrorResponse", description: "What is wrong." });

/** Body of a 422. */
export const ValidationErrorResponse = z
  .strictObject({
    detail: z.array(
      z
        .strictObject({
          loc: z.array(z.union([z.string(), z.int()])).describe("The way to the value."),
          msg: z.string(),
          type: z.string().describe("Kind of error, named as pydantic names it."),
        })
        .meta({ id: "ValidationError" }),
    ),
  })
  .meta({ id: "ValidationErrorResponse", description: "What is wrong, value by value." });
