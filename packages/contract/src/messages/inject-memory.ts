import * as z from "zod";
import { accessCountMax } from "../limits.js";
import { Embedding } from "../schemas/embedding.js";
import { withDefault } from "../schemas/optional.js";
import { MemoryText } from "../schemas/text.js";
import { Count, MemoryHash, Tier, UnitInterval } from "../schemas/vocabulary.js";

/** Body of putting a memory in by hand. */
export const InjectMemoryRequest = z
  .object({
    embedding: Embedding,
    text: MemoryText,
    tier: withDefault(Tier, "short_term"),
    importance: withDefault(UnitInterval, 0.5),
    access_count: withDefault(Count.max(accessCountMax), 0),
  })
  .meta({ id: "InjectMemoryRequest" });

/** Answer of putting a memory in by hand. */
export const InjectMemoryResponse = z
  .strictObject({
    session_id: z.string(),
    memory_hash: MemoryHash,
    tier: Tier,
    total_memories: Count,
  })
  .meta({ id: "InjectMemoryResponse" });

/** Answer of forgetting a memory. */
export const ForgetMemoryResponse = z
  .strictObject({ session_id: z.string(), memory_hash: MemoryHash, deleted: z.literal(true) })
  .meta({ id: "ForgetMemoryResponse" });
