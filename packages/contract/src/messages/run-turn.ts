import * as z from "zod";
import {
  shortCircuitThresholdDefault,
  tokenBudgetMax,
  tokenBudgetMin,
  topKMax,
} from "../limits.js";
import { Embedding } from "../schemas/embedding.js";
import { Id } from "../schemas/id.js";
import { integer } from "../schemas/integer.js";
import { loneVectorIssues } from "../schemas/lone-vector-issues.js";
import { emptyAsAbsent, optional, withDefault } from "../schemas/optional.js";
import { MemoryText, Name } from "../schemas/text.js";
import { Count, DriftPhase, Phase, Role, Timestamp, UnitInterval } from "../schemas/vocabulary.js";
import { RecalledMemory } from "./recalled-memory.js";

/** How many memories a recall takes; the server's configuration holds the default. */
export const TopK = integer(1, topKMax).describe("Most memories to recall.");

/** How long a context may get; the server's configuration holds the default. */
export const TokenBudget = integer(tokenBudgetMin, tokenBudgetMax).describe(
  "Most tokens of the context, at four UTF-16 units a token.",
);

const message = MemoryText.describe("What the user says.");

/** All of a turn but its message and the session. */
const settings = {
  response: emptyAsAbsent(MemoryText).describe(
    "The answer to the message before; stored first, as a pair with it.",
  ),
  short_circuit_threshold: withDefault(z.number().min(-1).max(1), shortCircuitThresholdDefault),
  reset_context: withDefault(z.boolean(), false).describe("Forget everything first."),
  query_embedding: optional(Embedding).describe("Vector of `message`: nothing is embedded."),
  response_embedding: optional(Embedding).describe("Vector of `response`."),
  top_k: optional(TopK),
  token_budget: optional(TokenBudget),
  timestamp: optional(Timestamp).describe("When `message` was said. Absent: now."),
  role: optional(Role).describe("Who says `message`. Absent: the user."),
  source: optional(Name).describe("Where `message` comes from."),
};

/** Body of a turn: what the user says now, and what the model answered before. */
export const RunTurnRequest = z
  .object({
    message,
    session_id: emptyAsAbsent(Id).describe("Absent: a new session."),
    ...settings,
    reset_context: settings.reset_context.describe(
      "Forget everything first. Creates a session that does not exist.",
    ),
  })
  .check(checkResponseVector)
  .meta({ id: "RunTurnRequest" });

/** Body of a turn with a cluster, whose path names the session. */
export const RunClusterRequest = z
  .object({ message, ...settings })
  .check(checkResponseVector)
  .meta({ id: "RunClusterRequest" });

interface WithResponse {
  readonly response?: string | undefined;
  readonly response_embedding?: number[] | undefined;
}

function checkResponseVector({ value, issues }: z.core.ParsePayload<WithResponse>): void {
  const { response, response_embedding } = value;
  issues.push(...loneVectorIssues(response, response_embedding, "response_embedding"));
}

/** Answer of a turn: a context for the model, and how the conversation moves. */
export const RunTurnResponse = z
  .strictObject({
    session_id: z.string(),
    context: z.string().describe("For the system prompt."),
    top_similarity: UnitInterval.describe("Highest cosine of the message to a held memory."),
    short_circuit: z.boolean().describe("`top_similarity` reaches the threshold."),
    drift_score: UnitInterval,
    drift_detected: z.boolean().describe("The drift score is at least 0.5."),
    drift_phase: DriftPhase,
    phase: Phase,
    turn: Count.describe("Stored turns."),
    context_tokens: Count,
    memories: z.array(RecalledMemory).describe("What the context holds, best first."),
    dedup_signal: z.boolean().optional().describe("The message nearly repeats a held memory."),
    admitted: z.boolean().describe("False when an isolation rule kept the stored turn out."),
    drift_confirmed: z
      .boolean()
      .optional()
      .describe("Whether the reply bore out the drift of the turn before. Absent: not known."),
    returned_to: Count.optional().describe("Index of the earlier topic this message returns to."),
  })
  .meta({ id: "RunTurnResponse" });
