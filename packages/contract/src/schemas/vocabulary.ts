import * as z from "zod";
import { timestampSecondsMax, timestampSecondsMin } from "../limits.js";

/** Where a memory is kept. */
export const Tier = z
  .enum(["short_term", "medium_term", "long_term"])
  .meta({ id: "Tier", description: "Where a memory is kept." });

/** The phase of a conversation. */
export const Phase = z
  .enum(["initialization", "exploration", "convergence", "resonance", "stability", "instability"])
  .meta({ id: "Phase", description: "The phase of a conversation." });

/** How far a message has moved from what came before it. */
export const DriftPhase = z.enum(["stable", "shifting", "drifted"]).meta({
  id: "DriftPhase",
  description: "`stable` below a drift score of 0.3, `shifting` below 0.5, else `drifted`.",
});

/** Who said something. */
export const Role = z
  .enum(["user", "assistant", "tool"])
  .meta({ id: "Role", description: "Who said it." });

/** Event time in Unix seconds, with a fraction if need be. */
export const Timestamp = z
  .number()
  .min(timestampSecondsMin)
  .max(timestampSecondsMax)
  .describe("Unix seconds.");

/** The name of one memory: 32 hexadecimal digits that say nothing of its text. */
export const MemoryHash = z.string().regex(/^[0-9a-f]{32}$/);

/** A number of things. */
export const Count = z.int().min(0);

/** A share or a score between 0 and 1. */
export const UnitInterval = z.number().min(0).max(1);
