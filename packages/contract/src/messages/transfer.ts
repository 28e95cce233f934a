import * as z from "zod";
import { Id } from "../schemas/id.js";
import { withDefault } from "../schemas/optional.js";
import { UnitInterval } from "../schemas/vocabulary.js";

/** Body of drawing one session's state to another's. */
export const TransferRequest = z
  .object({
    source_session_id: Id,
    target_session_id: Id.describe("Changes; the source does not."),
    max_weight: withDefault(UnitInterval, 0.15).describe("How far: 1 replaces the direction."),
  })
  .meta({ id: "TransferRequest" });

/** Answer of drawing one session's state to another's. */
export const TransferResponse = z
  .strictObject({
    source_session_id: z.string(),
    target_session_id: z.string(),
    delta_norm: z
      .number()
      .min(0)
      .max(2)
      .describe("Length of the change; 0 when either has no state yet."),
  })
  .meta({ id: "TransferResponse" });
