/** Length of a vector. */
export function lengthOf(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] as number) ** 2;
  return Math.sqrt(sum);
}

/** The vector scaled to length 1, or `undefined` when it is zero. */
export function unitVector(vector: ArrayLike<number>): Float64Array | undefined {
  const length = lengthOf(vector);
  return length === 0 ? undefined : Float64Array.from(vector, (x) => x / length);
}

/** Sum of the products of two vectors of one length. */
export function dotProduct(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** A vector and how much it weighs. */
export interface WeightedVector {
  readonly vector: ArrayLike<number>;
  /** 0 or above. */
  readonly weight: number;
}

/**
 * The unit vector of a weighted mean of unit vectors; the even mean when nothing weighs anything.
 * `undefined` when there are none, or they cancel out.
 */
export function unitMean(items: readonly WeightedVector[]): Float32Array | undefined {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  const first = items[0];
  if (first === undefined) return undefined;
  const mean = new Float64Array(first.vector.length);
  for (const { vector, weight } of items) {
    const unit = unitVector(vector);
    const share = total > 0 ? weight / total : 1 / items.length;
    if (unit !== undefined)
      unit.forEach((x, i) => {
        mean[i] = (mean[i] as number) + share * x;
      });
  }
  const unit = unitVector(mean);
  return unit && Float32Array.from(unit);
}
