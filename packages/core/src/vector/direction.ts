import { DimensionMismatchError, InvalidVectorError } from "../errors.js";

/** Largest magnitude a component of a brought vector may have. */
export const vectorComponentMax = 1e6;

const LEVELS = 127;

/**
 * A direction in embedding space, quantised to one signed byte a component.
 *
 * Length carries no meaning here: the cosine of two directions is their integer dot product over
 * the root of two integer sums of squares. Integer sums are exact in any order, so the same
 * directions give the same cosine on every machine, scalar or SIMD. The error against float32 is
 * about 5e-4 (root mean square) at 384 dimensions, below anything recall or drift can see.
 */
export type Direction = Int8Array;

/**
 * Quantises a vector to its {@link Direction} by its largest component (symmetric, per vector).
 *
 * @throws InvalidVectorError for a zero vector or one with a component that is not finite or above
 *   {@link vectorComponentMax} in magnitude
 */
export function toDirection(vector: ArrayLike<number>): Direction {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) {
    const magnitude = Math.abs(vector[i] as number);
    if (!(magnitude <= vectorComponentMax)) {
      throw new InvalidVectorError(`component ${i} is not a finite number within ±1e6`);
    }
    if (magnitude > largest) largest = magnitude;
  }
  if (largest === 0) throw new InvalidVectorError("a zero vector has no direction");
  const codes = new Int8Array(vector.length);
  for (let i = 0; i < codes.length; i++) {
    codes[i] = roundHalfAwayFromZero(((vector[i] as number) / largest) * LEVELS);
  }
  return codes;
}

/** What stands for the direction of a text that has no vector yet: it is near nothing. */
export function noDirection(dimension: number): Direction {
  return new Int8Array(dimension);
}

/** False for {@link noDirection}. */
export function isDirected(codes: Direction): boolean {
  return codes.some((code) => code !== 0);
}

/** `Math.round` rounds -0.5 up; symmetric rounding keeps `toDirection(-v)` equal to `-toDirection(v)`. */
function roundHalfAwayFromZero(x: number): number {
  return x < 0 ? -Math.floor(0.5 - x) : Math.floor(0.5 + x);
}

/** Sum of squares of the codes, exact. */
export function squaredNorm(codes: Direction): number {
  let sum = 0;
  for (let i = 0; i < codes.length; i++) {
    const x = codes[i] as number;
    sum += x * x;
  }
  return sum;
}

/** Integer dot product, exact. */
export function dot(a: Direction, b: Direction): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/**
 * Cosine of the angle between two directions, in [-1, 1]; 0 to {@link noDirection}.
 *
 * @throws DimensionMismatchError when the lengths differ
 */
export function cosineSimilarity(a: Direction, b: Direction): number {
  if (a.length !== b.length) throw new DimensionMismatchError(a.length, b.length);
  const squares = squaredNorm(a) * squaredNorm(b);
  if (squares === 0) return 0;
  const cosine = dot(a, b) / Math.sqrt(squares);
  return Math.max(-1, Math.min(1, cosine));
}

/** The direction as a float32 vector of unit length. */
export function toUnitVector(codes: Direction): Float32Array {
  const inverse = 1 / Math.sqrt(squaredNorm(codes));
  const unit = new Float32Array(codes.length);
  for (let i = 0; i < unit.length; i++) unit[i] = (codes[i] as number) * inverse;
  return unit;
}

/**
 * Direction of the mean of unit vectors, or `undefined` when they cancel out exactly or none is
 * directed.
 *
 * @throws DimensionMismatchError when the lengths differ
 */
export function meanDirection(given: readonly Direction[]): Direction | undefined {
  const directions = given.filter(isDirected);
  const first = directions[0];
  if (first === undefined) return undefined;
  if (directions.length === 1) return first;
  const sum = new Float64Array(first.length);
  for (const direction of directions) {
    if (direction.length !== first.length) {
      throw new DimensionMismatchError(first.length, direction.length);
    }
    const inverse = 1 / Math.sqrt(squaredNorm(direction));
    for (let i = 0; i < sum.length; i++) {
      sum[i] = (sum[i] as number) + (direction[i] as number) * inverse;
    }
  }
  return sum.some((x) => x !== 0) ? toDirection(sum) : undefined;
}
