import * as z from "zod";
import { accessCountMax } from "../limits.js";
import { customIssue } from "../schemas/custom-issue.js";
import { Embedding } from "../schemas/embedding.js";
import { optional, withDefault } from "../schemas/optional.js";
import { MemoryText, Name } from "../schemas/text.js";
import { Count, MemoryHash, Role, Tier, Timestamp, UnitInterval } from "../schemas/vocabulary.js";

/** Body of putting a memory in by hand. */
export const InjectMemoryRequest = z
  .object({
    embedding: Embedding,
    text: MemoryText,
    tier: withDefault(Tier, "short_term"),
    importance: withDefault(UnitInterval, 0.5),
    access_count: withDefault(Count.max(accessCountMax), 0),
    role: optional(Role),
    source: optional(Name),
    timestamp: optional(Timestamp),
    expires_at: optional(Timestamp).describe("When it is forgotten. Default: never."),
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

/** Body of correcting a memory. */
export const CorrectMemoryRequest = z
  .object({
    text: optional(MemoryText),
    embedding: optional(Embedding).describe("Vector of the new text: nothing is embedded."),
    importance: optional(UnitInterval),
    expires_at: optional(Timestamp).describe("When it is forgotten."),
    never_expires: optional(z.boolean()).describe("Takes back an earlier `expires_at`."),
  })
  .check((context) => {
    const { text, embedding, expires_at, never_expires } = context.value;
    if (embedding !== undefined && text === undefined) {
      context.issues.push(customIssue("value_error", "must come with its text", embedding));
    }
    if (never_expires === true && expires_at !== undefined) {
      context.issues.push(
        customIssue("value_error", "cannot both expire and never do", expires_at),
      );
    }
  })
  .meta({ id: "CorrectMemoryRequest", description: "What is absent stays as it is." });

/** Answer of forgetting a memory. */
export const ForgetMemoryResponse = z
  .strictObject({ session_id: z.string(), memory_hash: MemoryHash, deleted: z.literal(true) })
  .meta({ id: "ForgetMemoryResponse" });
