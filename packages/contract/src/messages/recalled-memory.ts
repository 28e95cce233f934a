import * as z from "zod";
import { MemoryHash, Tier, UnitInterval } from "../schemas/vocabulary.js";

/** A memory that a recall chose, and why. */
export const RecalledMemory = z
  .strictObject({
    memory_hash: MemoryHash,
    relevance: UnitInterval.describe("Fused score, 1 for the best."),
    tier: Tier,
    reasons: z.array(z.string()).describe("What spoke for it, such as `dense` or `lexical`."),
  })
  .meta({ id: "RecalledMemory", description: "A memory that a recall chose, and why." });

/** A chosen memory with its text. */
export const RecalledText = RecalledMemory.extend({ text: z.string() }).meta({
  id: "RecalledText",
  description: "A memory that a recall chose, with its text.",
});
