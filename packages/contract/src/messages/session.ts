import * as z from "zod";
import {
  dimensionDefault,
  dimensionMax,
  policyVectorsMax,
  policyWeightMax,
  tierCapacityMax,
  ttlSecondsMax,
} from "../limits.js";
import { Embedding } from "../schemas/embedding.js";
import { NewId } from "../schemas/id.js";
import { integer } from "../schemas/integer.js";
import { list } from "../schemas/list.js";
import { Metadata } from "../schemas/metadata.js";
import { optional, withDefault } from "../schemas/optional.js";
import { Name } from "../schemas/text.js";
import { Timestamp } from "../schemas/vocabulary.js";

const Capacity = integer(1, tierCapacityMax);

/** A direction that recall favours or disfavours. */
export const PolicyVector = z
  .object({
    embedding: Embedding,
    weight: withDefault(z.number().positive().max(policyWeightMax), 1),
    promote: withDefault(z.boolean(), true).describe("False: memories near it rank lower."),
  })
  .meta({ id: "PolicyVector", description: "A direction that recall favours or disfavours." });

/** A setting that is recorded and echoed, never an error: a value of another type is dropped. */
function recorded<S extends z.ZodType>(schema: S): z.ZodCatch<ReturnType<typeof optional<S>>> {
  return optional(schema)
    .catch(undefined)
    .describe("Recorded and echoed under `config` in metrics; changes nothing.");
}

/** Body of creating a session; every field is optional. */
export const CreateSessionRequest = z
  .object({
    session_id: optional(NewId).describe("Absent: the service makes one."),
    dimension: optional(integer(1, dimensionMax)).describe(
      `Absent: the service's, which is ${dimensionDefault} unless it is configured otherwise.`,
    ),
    model_name: recorded(Name),
    use_attention: recorded(z.boolean()),
    use_cache: recorded(z.boolean()),
    use_cortex: recorded(z.boolean()),
    use_meta_pss: recorded(z.boolean()),
    enable_topic_switch: withDefault(z.boolean(), true),
    template_embedding: optional(Embedding).describe("Where the state starts."),
    policy_vectors: optional(list(PolicyVector, 0, policyVectorsMax)),
    capacities: optional(
      z.object({
        short_term: optional(Capacity),
        medium_term: optional(Capacity),
        long_term: optional(Capacity),
      }),
    ).describe("Most memories of each tier."),
    ttl_seconds: optional(integer(1, ttlSecondsMax)).describe(
      "Deletes the session this long after its last write. Absent: never.",
    ),
    metadata: optional(Metadata),
  })
  .meta({ id: "CreateSessionRequest" });

/** Answer of creating a session. */
export const CreateSessionResponse = z
  .strictObject({
    session_id: z.string(),
    created: z.boolean().describe("False: it exists, with the same parameters."),
  })
  .meta({ id: "CreateSessionResponse" });

/** Answer of deleting a session. */
export const DeleteSessionResponse = z
  .strictObject({ session_id: z.string(), deleted: z.literal(true) })
  .meta({ id: "DeleteSessionResponse" });

/** Answer of resetting a session. */
export const ResetSessionResponse = z
  .strictObject({ session_id: z.string(), reset: z.literal(true) })
  .meta({ id: "ResetSessionResponse" });

/** Answer of listing sessions: one page, oldest first. */
export const ListSessionsResponse = z
  .array(
    z
      .strictObject({ session_id: z.string(), created_at: Timestamp })
      .meta({ id: "SessionSummary" }),
  )
  .meta({ id: "ListSessionsResponse" });
