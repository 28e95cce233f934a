import type { SessionState } from "@semvec/core";
import { cosine, lengthOf, unitSum } from "./vectors.js";

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

/** The sessions of a cluster that have a state. */
export interface ClusterSessions {
  readonly mode: "weighted_average" | "attention";
  /** The backing session, when it has one. */
  readonly own: readonly Contribution[];
  readonly members: readonly Contribution[];
}

/** The direction, or `undefined` when there is none. */
export function aggregateOf({ mode, own, members }: ClusterSessions): number[] | undefined {
  const sessions = [...own, ...members];
  const weights = mode === "attention" ? byNearness(own[0], sessions) : byTurns(sessions);
  return unitSum(sessions.map(({ vector }, i) => ({ vector, weight: weights[i] ?? 0 })));
}

/** By stored turns and recency; the youngest counts as new. */
function byTurns(sessions: readonly Contribution[]): number[] {
  const newestMs = Math.max(...sessions.map(({ lastMs }) => lastMs));
  return sessions.map(({ turns, lastMs }) => turns * Math.exp((lastMs - newestMs) / dayMs));
}

/** A softmax of the cosine to the backing session; alike when that has no state. */
function byNearness(own: Contribution | undefined, sessions: readonly Contribution[]): number[] {
  if (own === undefined) return sessions.map(() => 1);
  const powers = sessions.map(({ vector }) => Math.exp(cosine(vector, own.vector) / 0.2));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
