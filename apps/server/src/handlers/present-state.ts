import { createHash } from "node:crypto";
import type { ResponseOf } from "@semvec/contract";
import type { SessionMetrics } from "@semvec/core";

/** A session's state vector and figures as the wire has them. */
export function presentState(
  metrics: SessionMetrics,
  vector: readonly number[],
): ResponseOf<"sessionState"> {
  return {
    vector: [...vector],
    dimension: metrics.config.dimension,
    norm: metrics.concentration,
    phase: metrics.phase,
    drift: metrics.histories.drift.at(-1) ?? 0,
    seq: metrics.seq,
  };
}

/**
 * The entity tag of a state: its place in the log, and a digest of the answer, for a session that
 * is replaced elsewhere may come to the same place by another way.
 */
export function stateTag(state: ResponseOf<"sessionState">): string {
  const digest = createHash("sha256").update(JSON.stringify(state)).digest("hex");
  return `"${state.seq}-${digest.slice(0, 8)}"`;
}
