import { InvalidEmbeddingError } from "./errors.js";

/**
 * The vectors as an embedder gave them, when they can be worked with: one a text, of the
 * embedder's dimension, with a direction. What is wrong is then said of the embedder here, and not
 * later of a client's request, and is never kept.
 *
 * @throws {@link InvalidEmbeddingError} if they are too few or too many, of another length, zero or
 *   not finite.
 */
export function checkedVectors(
  vectors: readonly Float32Array[],
  { texts, dimension }: { readonly texts: number; readonly dimension: number },
): readonly Float32Array[] {
  if (!Array.isArray(vectors) || vectors.length !== texts) {
    const given = Array.isArray(vectors) ? `${vectors.length} vectors` : "no vectors";
    throw new InvalidEmbeddingError(`the embedder gave ${given} for ${texts} texts`);
  }
  for (const vector of vectors) checkVector(vector, dimension);
  return vectors;
}

function checkVector(vector: Float32Array | undefined, dimension: number): void {
  if (vector?.length !== dimension) {
    const given = vector === undefined ? "no vector" : `a vector of ${vector.length} numbers`;
    throw new InvalidEmbeddingError(`the embedder gave ${given}; expected ${dimension} numbers`);
  }
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares > 0 && squares < Number.POSITIVE_INFINITY) return;
  throw new InvalidEmbeddingError("the embedder gave a vector that is zero or not finite");
}
