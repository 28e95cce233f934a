import * as z from "zod";
import { turnsPerCallMax } from "../limits.js";
import { customIssue } from "../schemas/custom-issue.js";
import { Embedding } from "../schemas/embedding.js";
import { Id } from "../schemas/id.js";
import { list } from "../schemas/list.js";
import { loneVectorIssues } from "../schemas/lone-vector-issues.js";
import { emptyAsAbsent, optional } from "../schemas/optional.js";
import { MemoryText, Name } from "../schemas/text.js";
import { Count, Role, Timestamp } from "../schemas/vocabulary.js";

const response = MemoryText.describe("The model's answer.");

/** What may be told of a turn besides its texts. */
const attributes = {
  timestamp: optional(Timestamp).describe("When it was said. Absent: now."),
  role: optional(Role).describe("Who says `message`. Absent: the user."),
  source: optional(Name).describe("Where the turn comes from."),
  message_embedding: optional(Embedding),
  response_embedding: optional(Embedding),
};

/** Body of storing one answer, or with `message` a whole turn. */
export const StoreTurnRequest = z
  .object({
    session_id: Id,
    response,
    message: emptyAsAbsent(MemoryText).describe(
      "Stored as a pair with the answer. Absent: the message of the last run.",
    ),
    ...attributes,
  })
  .check(({ value, issues }) => {
    const { message, message_embedding } = value;
    issues.push(...loneVectorIssues(message, message_embedding, "message_embedding"));
  })
  .meta({ id: "StoreTurnRequest" });

/** Answer of storing one turn. */
export const StoreTurnResponse = z
  .strictObject({ session_id: z.string() })
  .meta({ id: "StoreTurnResponse" });

/** Body of storing a whole turn in a cluster. */
export const StoreClusterRequest = z
  .object({ message: MemoryText.describe("What the user said."), response, ...attributes })
  .meta({ id: "StoreClusterRequest" });

/** Answer of storing a whole turn in a cluster. */
export const StoreClusterResponse = z
  .strictObject({ cluster_id: z.string(), stored: z.literal(true), total_memories: Count })
  .meta({ id: "StoreClusterResponse" });

/** One turn of a bulk store: a message, a response, or both. */
export const StoredTurn = z
  .object({
    message: emptyAsAbsent(MemoryText),
    response: emptyAsAbsent(MemoryText),
    timestamp: optional(Timestamp),
    role: optional(Role).describe("Who says `message`. Absent: the user."),
    source: optional(Name).describe("Where the turn comes from."),
    message_embedding: optional(Embedding),
    response_embedding: optional(Embedding),
  })
  .check((context) => {
    const { message, response, message_embedding, response_embedding } = context.value;
    if (message === undefined && response === undefined) {
      context.issues.push(
        customIssue("value_error", "must have a message or a response", context.value),
      );
      return;
    }
    context.issues.push(
      ...loneVectorIssues(message, message_embedding, "message_embedding"),
      ...loneVectorIssues(response, response_embedding, "response_embedding"),
    );
  })
  .meta({ id: "StoredTurn", description: "A message, a response, or both." });

/** Body of storing many turns at once, all or nothing. */
export const StoreTurnsRequest = z
  .object({ turns: list(StoredTurn, 1, turnsPerCallMax) })
  .meta({ id: "StoreTurnsRequest" });

/** Answer of storing many turns. */
export const StoreTurnsResponse = z
  .strictObject({ session_id: z.string(), stored: Count.describe("Turns stored.") })
  .meta({ id: "StoreTurnsResponse" });
