import { similarityToState } from "../state/semantic-state.js";
import { readDirection } from "./read-utterance.js";
import type { SessionState } from "./session-state.js";

/** How a session answers one test vector. */
export interface SessionProbe {
  /** Cosine to the state vector, -1..1; 0 while there is no state. */
  readonly stateCosine: number;
  /** Highest cosine to a memory, -1..1; 0 while there are none. */
  readonly memoryCosine: number;
}

/**
 * How a session answers test vectors, in their order; changes nothing.
 *
 * @throws DimensionMismatchError, InvalidVectorError
 */
export function probeSession(
  state: SessionState,
  vectors: readonly ArrayLike<number>[],
): SessionProbe[] {
  const { memories, progress, config } = state;
  return vectors.map((vector) => {
    const direction = readDirection(vector, config.dimension);
    return {
      stateCosine: similarityToState(progress.semantic, direction),
      memoryCosine: memories.highest(memories.cosines(direction), state.atMs) ?? 0,
    };
  });
}

/**
 * The largest absolute difference between two sessions' answers to the same vectors, 0..2; 0 when
 * they answer alike, or when there are no vectors.
 *
 * @example
 * ```ts
 * measureDeviation(probeSession(session, vectors), probeSession(restored, vectors)) <= 1e-3;
 * ```
 */
export function measureDeviation(a: readonly SessionProbe[], b: readonly SessionProbe[]): number {
  return a.reduce((largest, probe, index) => {
    const other = b[index];
    if (other === undefined) return largest;
    return Math.max(
      largest,
      Math.abs(probe.stateCosine - other.stateCosine),
      Math.abs(probe.memoryCosine - other.memoryCosine),
    );
  }, 0);
}
