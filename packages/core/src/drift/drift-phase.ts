/** A score from here on says that a new topic starts. */
export const driftDecisionScore = 0.5;

/** A score from here on warns that a new topic may be starting. */
export const driftWarningScore = 0.3;

/** The range that a drift score lies in. */
export type DriftPhase = "stable" | "shifting" | "drifted";

/**
 * Names the range of a drift score: `stable` below {@link driftWarningScore}, `shifting` below
 * {@link driftDecisionScore}, else `drifted`.
 */
export function driftPhase(score: number): DriftPhase {
  if (score >= driftDecisionScore) return "drifted";
  return score >= driftWarningScore ? "shifting" : "stable";
}
