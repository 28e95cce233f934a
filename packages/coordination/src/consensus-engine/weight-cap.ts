/** Largest share of the voting weight that one voter may have when three or more take a side. */
export const voterShareMax = 1 / 3;

/**
 * The weight at which each of these has to be capped so that none has more than a third of what
 * is left after capping; infinite when none has, or when there are fewer than three.
 *
 * Clipping at a third of the sum before capping would not do: of weights 10, 1 and 1 clipped at 4,
 * the first still has two thirds. With k weights capped at c and the others summing to r, c is a
 * third of the new sum when c = (kc + r) / 3, so c = r / (3 − k). Three weights that each exceed a
 * third cannot be, so k is at most 2.
 */
export function weightCap(weights: readonly number[]): number {
  if (weights.length < 3) return Number.POSITIVE_INFINITY;
  const [first = 0, second = 0, ...others] = [...weights].sort((a, b) => b - a);
  const rest = others.reduce((sum, weight) => sum + weight, 0);
  if (2 * first <= second + rest) return Number.POSITIVE_INFINITY;
  const capOfFirst = (second + rest) / 2;
  return second <= capOfFirst ? capOfFirst : rest;
}
