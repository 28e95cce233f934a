import type { Tally } from "./proposal.js";

/** The adaptive threshold without disagreement. */
export const adaptiveThresholdMin = 0.5;

/** The adaptive threshold under complete disagreement. */
export const adaptiveThresholdMax = 0.9;

/**
 * How divided a vote was: 0 when all sides agree, 1 when they are split in half. With p the
 * fraction that approved, 4p(1 − p): the index of qualitative variation of two categories (Mueller
 * and Schuessler, *Statistical Reasoning in Sociology*, 1961; Wilcox, "Indices of Qualitative
 * Variation and Political Measurement", 1973), which is Simpson's index over its maximum.
 *
 * Fewer than two sides say nothing about disagreement: undefined.
 */
export function disagreement({ approve, reject }: Tally): number | undefined {
  const sides = approve + reject;
  if (sides < 2) return undefined;
  return (4 * approve * reject) / (sides * sides);
}

/**
 * The fraction of the sides that has to approve: 0.5 + 0.4 · d, where d is the mean disagreement of
 * recent decisions, 0 when there are none. A group that agrees decides by majority; one that is
 * divided needs up to nine tenths, so that a narrow majority does not carry a contested matter.
 *
 * @returns a number in [0.5, 0.9]
 */
export function adaptiveThreshold(recentDisagreements: readonly number[]): number {
  const range = adaptiveThresholdMax - adaptiveThresholdMin;
  const sum = recentDisagreements.reduce((total, value) => total + value, 0);
  const mean = sum / Math.max(recentDisagreements.length, 1);
  return Math.min(adaptiveThresholdMin + range * mean, adaptiveThresholdMax);
}
