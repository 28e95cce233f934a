import { type ValidationError, valueError } from "@semvec/contract";
import { textDimensionMin } from "@semvec/embedders";
import { RequestValidationError } from "../errors/errors.js";
import type { Degradation } from "./degradation.js";
import type { TextEmbedder } from "./text-embedder.js";

/** The way to a field of a request. */
export type FieldPath = ValidationError["loc"];

/** A text that needs a vector, or comes with one. */
export interface Utterance {
  readonly text: string;
  /** The client's own vector: nothing is embedded. */
  readonly vector?: readonly number[] | undefined;
  /** Where the text and the vector stand, for errors. */
  readonly textPath: FieldPath;
  readonly vectorPath: FieldPath;
}

/** What the vectors have to fit. */
export interface VectorSpace {
  readonly dimension: number;
  /** Absent: a session whose vectors all come from its client. */
  readonly embedderId?: string | undefined;
}

/** What a command says of its vectors, so that none of another model is stored. */
export function embeddedIn({ embedderId }: VectorSpace): { readonly embeddedBy?: string } {
  return embedderId === undefined ? {} : { embeddedBy: embedderId };
}

/**
 * A vector for each utterance: the client's own, else the embedder's, all texts in one call.
 *
 * @throws RequestValidationError for a vector of another length, for a text in a space too small to
 *   embed into, and for a text in a space of another model's vectors
 * @throws EmbedderError when there are no vectors to be had
 */
export async function utteranceVectors(
  embedder: TextEmbedder,
  tenant: string,
  space: VectorSpace,
  utterances: readonly Utterance[],
): Promise<ArrayLike<number>[]> {
  for (const utterance of utterances) checkUtterance(embedder, space, utterance);
  const texts = utterances.filter(({ vector }) => vector === undefined).map(({ text }) => text);
  const embedded = texts.length === 0 ? [] : await embedder.embed(tenant, texts, space.dimension);
  let next = 0;
  return utterances.map(({ vector }) => vector ?? (embedded[next++] as Float32Array));
}

/**
 * As {@link utteranceVectors}, but in a space of another model's vectors a text gets none, and that
 * is noted: the session goes by its words until it is reembedded, and nothing said is lost.
 *
 * @throws as {@link utteranceVectors}
 */
export async function vectorsOrWords(
  embedder: TextEmbedder,
  tenant: string,
  space: VectorSpace,
  utterances: readonly Utterance[],
  degradation: Degradation,
): Promise<(ArrayLike<number> | undefined)[]> {
  const { dimension, embedderId } = space;
  // Whose vectors they are is asked for texts alone: a sidecar that is away cannot tell.
  const hasText = utterances.some(({ vector }) => vector === undefined);
  const isEmbedded = hasText && embedder.isAvailable && embedderId !== undefined;
  if (!isEmbedded || embedderId === embedder.id)
    return utteranceVectors(embedder, tenant, space, utterances);
  return utterances.map(({ vector, vectorPath }) => {
    if (vector === undefined) degradation.noteEmbedder();
    else checkVector(vector, dimension, vectorPath);
    return vector;
  });
}

/** @throws RequestValidationError when the length is not the dimension */
export function checkVector(vector: ArrayLike<number>, dimension: number, path: FieldPath): void {
  if (vector.length === dimension) return;
  const problem = `must have ${dimension} numbers, the session's dimension, not ${vector.length}`;
  throw new RequestValidationError([valueError(path, problem)]);
}

/** @throws RequestValidationError for the first that {@link checkVector} refuses */
export function checkVectors(
  vectors: readonly (readonly number[])[],
  dimension: number,
  path: FieldPath,
): void {
  for (const [index, vector] of vectors.entries()) checkVector(vector, dimension, [...path, index]);
}

function checkUtterance(embedder: TextEmbedder, space: VectorSpace, utterance: Utterance): void {
  const { vector, vectorPath, textPath } = utterance;
  if (vector !== undefined) {
    checkVector(vector, space.dimension, vectorPath);
    return;
  }
  const problem = textProblem(embedder, space);
  if (problem === undefined) return;
  throw new RequestValidationError([valueError(textPath, `${problem}: bring your own vectors`)]);
}

/** Why this server cannot embed a text for this session, whatever the text. */
function textProblem(embedder: TextEmbedder, space: VectorSpace): string | undefined {
  const { dimension, embedderId } = space;
  if (dimension < textDimensionMin) {
    return `text is not embedded below ${textDimensionMin} dimensions, the session has ${dimension}`;
  }
  // Vectors of two models must not be compared. With no embedder at all, embedding says so.
  if (!embedder.isAvailable || embedderId === embedder.id) return undefined;
  return `the session's vectors are ${
    embedderId === undefined ? "its client's" : `of ${embedderId}`
  }, this server embeds with ${embedder.id}`;
}
