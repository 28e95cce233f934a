import { type ResponseOf, toWire } from "@semvec/contract";
import type { SessionConfig, SessionMetrics } from "@semvec/core";

/** A session's figures as the wire has them. */
export function presentMetrics(metrics: SessionMetrics): ResponseOf<"sessionMetrics"> {
  const { histories } = metrics;
  return {
    session_id: metrics.sessionId,
    phase: metrics.phase,
    interaction_count: metrics.interactionCount,
    total_memories: metrics.totalMemories,
    beta_history: [...histories.beta],
    similarity_history: [...histories.similarity],
    fsm_history: [...histories.fsm],
    norm_history: [...histories.norm],
    phase_history: [...histories.phase],
    drift_history: [...histories.drift],
    unpaired_turns: metrics.unpairedTurns,
    tier_counts: { ...metrics.tiers },
    bytes: metrics.memoryBytes,
    config: presentConfig(metrics.config),
  };
}

/** What a session was created with; vectors are counted, not shown. */
function presentConfig(config: SessionConfig): Record<string, unknown> {
  const { embedderId, ttlSeconds } = config;
  return {
    ...config.labels,
    dimension: config.dimension,
    ...(embedderId !== undefined && { embedder_id: embedderId }),
    enable_topic_switch: config.topicSwitch,
    has_template: config.template !== undefined,
    policy_vector_count: config.policyVectors.length,
    capacities: toWire(config.capacities),
    bytes_max: config.memoryBytesMax,
    ...(ttlSeconds !== undefined && { ttl_seconds: ttlSeconds }),
    metadata: config.metadata,
  };
}
