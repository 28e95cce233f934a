import { defaultMatchThreshold } from "@semvec/core";
import * as z from "zod";
import { isolationVectorsMax, keywordUnitsMax } from "../limits.js";
import { customIssue } from "../schemas/custom-issue.js";
import { Embedding } from "../schemas/embedding.js";
import { list } from "../schemas/list.js";
import { emptyAsAbsent, optional, withDefault } from "../schemas/optional.js";
import { MemoryText, text } from "../schemas/text.js";
import { Count } from "../schemas/vocabulary.js";

const Cosine = z.number().min(-1).max(1);

/** Body of adding a trigger: a keyword, a vector, or both. */
export const AddTriggerRequest = z
  .object({
    keyword: optional(text(keywordUnitsMax)).describe(
      "Matched in any case, on word boundaries; never a pattern.",
    ),
    embedding: optional(Embedding),
    threshold: withDefault(Cosine, defaultMatchThreshold).describe(
      "Least cosine that matches `embedding`.",
    ),
  })
  .check((context) => {
    const { keyword, embedding } = context.value;
    if (keyword !== undefined || embedding !== undefined) return;
    context.issues.push(
      customIssue("value_error", "must have a keyword or an embedding", context.value),
    );
  })
  .meta({ id: "AddTriggerRequest", description: "`keyword`, `embedding`, or both." });

/** Answer of adding and of clearing triggers. */
export const TriggerResponse = z
  .strictObject({ session_id: z.string(), trigger_count: Count })
  .meta({ id: "TriggerResponse" });

/** Body of adding an anchor: a vector, or a text to embed. */
export const AddAnchorRequest = z
  .object({
    embedding: optional(Embedding),
    text: emptyAsAbsent(MemoryText).describe("Embedded when there is no `embedding`."),
  })
  .check((context) => {
    const { embedding, text: given } = context.value;
    if (embedding !== undefined || given !== undefined) return;
    context.issues.push(
      customIssue("value_error", "must have an embedding or a text", context.value),
    );
  })
  .meta({ id: "AddAnchorRequest", description: "`embedding` or `text`." });

/** Answer of adding an anchor. */
export const AddAnchorResponse = z
  .strictObject({ session_id: z.string(), anchor_count: Count })
  .meta({ id: "AddAnchorResponse" });

/** Answer of how a session stands to its anchors. */
export const AnchorScoreResponse = z
  .strictObject({
    session_id: z.string(),
    anchor_score: Cosine.describe("Best cosine of the state to an anchor; 0 without either."),
    anchor_count: Count,
    drift_threshold: Cosine.describe("Below it, the conversation has left its anchors."),
    realignment_remaining: Count.describe("Turns that are still drawn toward a realignment."),
  })
  .meta({ id: "AnchorScoreResponse" });

/** How strictly a session keeps turns out of its memory. */
export const IsolationLevel = z.enum(["OPEN", "FILTER", "QUARANTINE", "LOCKDOWN"]).meta({
  id: "IsolationLevel",
  description:
    "`OPEN` keeps nothing out. `FILTER` drops and `QUARANTINE` holds turns near an exclusion. " +
    "`LOCKDOWN` drops all that are not near the allowlist. Two empty lists keep nothing out.",
});

const IsolationVectors = optional(list(Embedding, 0, isolationVectorsMax));

/** Body of setting the isolation of a session; it replaces level, lists and threshold whole. */
export const SetIsolationRequest = z
  .object({
    level: IsolationLevel,
    exclusion_embeddings: IsolationVectors,
    allowlist_embeddings: IsolationVectors,
    similarity_threshold: withDefault(Cosine, defaultMatchThreshold).describe(
      "Least cosine that counts as near.",
    ),
  })
  .meta({ id: "SetIsolationRequest" });

/** Answer of setting the isolation. */
export const SetIsolationResponse = z
  .strictObject({ session_id: z.string(), level: IsolationLevel })
  .meta({ id: "SetIsolationResponse" });

/** Answer of releasing what isolation held. */
export const ReleaseIsolationResponse = z
  .strictObject({ session_id: z.string(), released_count: Count.describe("Turns admitted.") })
  .meta({ id: "ReleaseIsolationResponse" });
