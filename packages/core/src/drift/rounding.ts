/** Decimals of the log odds that a score is computed from. */
export const logitDecimals = 6;

/** Decimals of scores and of every number the state keeps. */
export const stateDecimals = 9;

/**
 * Rounds to a number of decimals; never gives -0.
 *
 * `Math.exp` and `Math.log` may differ in the last bit between engines. Rounding what they lead to
 * makes a stored result and a recomputed one agree.
 */
export function roundTo(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale + 0;
}
