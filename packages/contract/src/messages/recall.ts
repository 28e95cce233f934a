import * as z from "zod";
import { Embedding } from "../schemas/embedding.js";
import { emptyAsAbsent, optional } from "../schemas/optional.js";
import { MemoryText } from "../schemas/text.js";
import { Count } from "../schemas/vocabulary.js";
import { RecalledText } from "./recalled-memory.js";
import { TokenBudget, TopK } from "./run-turn.js";

/** Body of a read-only recall: a question, its vector, or both. */
export const RecallRequest = z
  .object({
    query: emptyAsAbsent(MemoryText),
    query_embedding: optional(Embedding).describe("Vector of the query: nothing is embedded."),
    top_k: optional(TopK),
    token_budget: optional(TokenBudget),
  })
  .meta({
    id: "RecallRequest",
    description: "`query`, `query_embedding`, or both; with neither, the session's own state asks.",
  });

/** Answer of a read-only recall. */
export const RecallResponse = z
  .strictObject({
    session_id: z.string(),
    memories: z.array(RecalledText).describe("Best first."),
    context: z.string().describe("For the system prompt."),
    context_tokens: Count,
  })
  .meta({ id: "RecallResponse" });
