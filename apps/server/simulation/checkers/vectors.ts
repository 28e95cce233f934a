/** Directions as plain lists of numbers, for oracles that compute a second time. */

/** How far apart two equal numbers may be; the code computes in single precision. */
export const tolerance = 1e-5;

export function lengthOf(vector: readonly number[]): number {
  return Math.hypot(...vector);
}

export function unit(vector: readonly number[]): number[] {
  const length = lengthOf(vector);
  return vector.map((x) => x / length);
}

/** `(1 − share) · from + share · to` */
export function partWay(from: readonly number[], to: readonly number[], share: number): number[] {
  return from.map((x, i) => (1 - share) * x + share * (to[i] ?? 0));
}

/** The unit vector of a weighted sum of directions; `undefined` when they cancel out. */
export function unitSum(
  items: readonly { readonly vector: readonly number[]; readonly weight: number }[],
): number[] | undefined {
  const sum: number[] = [];
  for (const { vector, weight } of items) {
    for (const [i, x] of unit(vector).entries()) sum[i] = (sum[i] ?? 0) + weight * x;
  }
  return lengthOf(sum) < tolerance ? undefined : unit(sum);
}

export function cosine(a: readonly number[], b: readonly number[]): number {
  const [u, v] = [unit(a), unit(b)];
  return u.reduce((sum, x, i) => sum + x * (v[i] ?? 0), 0);
}

export function isNear(a: readonly number[], b: readonly number[], within = tolerance): boolean {
  return a.length === b.length && a.every((x, i) => Math.abs(x - (b[i] ?? 0)) < within);
}
