import type { SessionState } from "@semvec/core";
import { lengthOf, unitSum } from "./vectors.js";

/*
 * R17: the direction that the sessions of a cluster share, written down a second time.
 */

const dayMs = 86_400_000;

/** What an aggregate takes of a session. */
export interface Contribution {
  readonly vector: readonly number[];
  readonly turns: number;
  readonly lastMs: number;
}

/** Of a session that has a state, else nothing. */
export function contributions({
  progress,
  createdAtMs,
}: Pick<SessionState, "progress" | "createdAtMs">): Contribution[] {
  const vector = Array.from(progress.semantic.vector);
  if (lengthOf(vector) === 0) return [];
  return [{ vector, turns: progress.turns, lastMs: progress.lastEventMs ?? createdAtMs }];
}

/** By stored turns and recency; the youngest counts as new. */
export function aggregateOf(sessions: readonly Contribution[]): number[] | undefined {
  const newestMs = Math.max(...sessions.map(({ lastMs }) => lastMs));
  return unitSum(
    sessions.map(({ vector, turns, lastMs }) => ({
      vector,
      weight: turns * Math.exp((lastMs - newestMs) / dayMs),
    })),
  );
}
