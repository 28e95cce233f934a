import { InvalidEmbeddingError } from "./errors.js";

/**
 * Scales a vector to unit length, in place, and returns it.
 *
 * @throws {@link InvalidEmbeddingError} if it is zero, or a number in it is not finite.
 */
export function normalizeInPlace(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const norm = Math.sqrt(sum);
  if (!(norm > 0 && norm < Number.POSITIVE_INFINITY)) {
    throw new InvalidEmbeddingError("a vector that is zero or not finite has no direction");
  }
  for (let index = 0; index < vector.length; index++) {
    vector[index] = (vector[index] as number) / norm;
  }
  return vector;
}
