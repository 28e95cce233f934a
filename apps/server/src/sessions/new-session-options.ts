import type { Metadata, SessionConfig, SessionOptions } from "@semvec/core";
import { textDimensionMin } from "@semvec/embedders";
import type { CreateInput } from "./session-inputs.js";
import type { TextEmbedder } from "./text-embedder.js";
import { checkVector } from "./utterance-vectors.js";

/** What the server, not the client, decides of a new session. */
export type ServerOptions = Pick<
  SessionOptions,
  "embedderId" | "recallWeights" | "cosines" | "memoryBytesMax"
>;

/**
 * The server's part for a session of this dimension.
 *
 * @throws EmbedderUnavailableError before a sidecar was reached: whose vectors a session holds is
 *   settled when it is made
 */
export function serverOptions(
  embedder: TextEmbedder,
  dimension: number,
  memoryBytesMax: number,
): ServerOptions {
  // No text is ever embedded into so few numbers, so the vectors are the client's.
  if (dimension < textDimensionMin || !embedder.isAvailable) return { memoryBytesMax };
  const { recall, drift } = embedder.profile;
  return {
    embedderId: embedder.id,
    recallWeights: recall,
    cosines: drift ?? "default",
    memoryBytesMax,
  };
}

/**
 * The client's part.
 *
 * @param dimension - the session's, whether the client or the server chose it
 * @throws RequestValidationError for a vector that is not of the dimension
 */
export function clientOptions(input: CreateInput, dimension: number): SessionOptions {
  const { templateEmbedding: template, policyVectors } = input;
  if (template !== undefined) checkVector(template, dimension, ["body", "template_embedding"]);
  for (const [index, { embedding }] of (policyVectors ?? []).entries()) {
    checkVector(embedding, dimension, ["body", "policy_vectors", index, "embedding"]);
  }
  return {
    dimension,
    topicSwitch: input.enableTopicSwitch,
    labels: labelsOf(input),
    ...(template !== undefined && { template }),
    ...(policyVectors !== undefined && {
      policyVectors: policyVectors.map(({ embedding, weight, promote }) => ({
        vector: embedding,
        weight,
        promote,
      })),
    }),
    ...(input.capacities !== undefined && { capacities: input.capacities }),
    ...(input.ttlSeconds !== undefined && { ttlSeconds: input.ttlSeconds }),
    // The contract lets nothing but JSON through.
    ...(input.metadata !== undefined && { metadata: input.metadata as Metadata }),
  };
}

/** Settings of the original that change nothing, under the names that metrics echo. */
function labelsOf(input: CreateInput): Metadata {
  const useCortex = input.useCortex ?? input.useMetaPss;
  return {
    ...(input.modelName !== undefined && { model_name: input.modelName }),
    ...(input.useAttention !== undefined && { use_attention: input.useAttention }),
    ...(input.useCache !== undefined && { use_cache: input.useCache }),
    ...(useCortex !== undefined && { use_cortex: useCortex }),
  };
}

/**
 * The same options as an existing session has them where they are not the client's to compare:
 * creating it again must not fail because the operator changed a setting, or for a label.
 */
export function withExisting(options: SessionOptions, existing: SessionConfig): SessionOptions {
  const { embedderId, recallWeights, cosines, language, memoryBytesMax, labels } = existing;
  const { embedderId: _ours, ...rest } = options;
  return {
    ...rest,
    recallWeights,
    cosines,
    language,
    memoryBytesMax,
    labels,
    ...(embedderId !== undefined && { embedderId }),
  };
}
