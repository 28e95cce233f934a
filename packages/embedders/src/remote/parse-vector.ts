import { EmbedderResponseError } from "../errors.js";
import { normalizeInPlace } from "../unit-vector.js";

/** Numbers in a vector that a remote embedder may answer with, at most. */
export const remoteDimensionMax = 16_384;

/**
 * Checks a vector from outside and scales it to unit length.
 *
 * @param dimension - What its length must be; `undefined` to learn it.
 * @throws {@link EmbedderResponseError} if it is no vector, not finite, zero, or of another length.
 */
export function parseVector(value: unknown, dimension: number | undefined): Float32Array {
  if (!Array.isArray(value) || value.length === 0 || value.length > remoteDimensionMax) {
    throw new EmbedderResponseError("the embedder's answer holds something that is no vector");
  }
  if (dimension !== undefined && value.length !== dimension) {
    throw new EmbedderResponseError(
      `the embedder answered a vector of ${value.length} numbers; expected ${dimension}`,
    );
  }
  if (!value.every((item) => typeof item === "number" && Number.isFinite(Math.fround(item)))) {
    throw new EmbedderResponseError("the embedder's answer holds a vector that is not finite");
  }
  const vector = Float32Array.from(value as number[]);
  if (vector.every((item) => item === 0)) {
    throw new EmbedderResponseError("the embedder's answer holds a vector that is zero");
  }
  return normalizeInPlace(vector);
}
