import { createHash } from "node:crypto";
import type { Embedder } from "./embedder.js";
import { useLiteProfile } from "./embedder-profile.js";
import { InvalidEmbeddingError } from "./errors.js";
import { normalizeInPlace } from "./unit-vector.js";

const minimumDimension = 8;

/**
 * A deterministic embedder for tests: each word adds or subtracts 1 at places that its hash
 * chooses, so texts that share words are similar. It knows no meaning; no server configuration
 * names it.
 *
 * Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009.
 *
 * @param dimension - Numbers in each vector, at least 8. Default: 384.
 * @throws {@link InvalidEmbeddingError} if the dimension is not an integer of at least 8.
 */
export function createHashingEmbedder(dimension = 384): Embedder {
  if (!Number.isInteger(dimension) || dimension < minimumDimension) {
    throw new InvalidEmbeddingError(`the dimension must be an integer of ${minimumDimension} up`);
  }
  return {
    id: `hashing:${dimension}`,
    dimension,
    profile: useLiteProfile,
    async embed(texts, options) {
      options?.signal?.throwIfAborted();
      return texts.map((text) => hashText(text, dimension));
    },
    async close() {},
  };
}

function hashText(text: string, dimension: number): Float32Array {
  const vector = new Float32Array(dimension);
  // The last entry gives every text a direction, an empty one included.
  vector[dimension - 1] = 0.5;
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const digest = createHash("sha256").update(word).digest();
    for (let offset = 0; offset < 16; offset += 4) {
      const bits = digest.readUInt32LE(offset);
      // The top bit is the sign; the others choose the place.
      const place = (bits & 0x7fffffff) % (dimension - 1);
      vector[place] = (vector[place] as number) + (bits >>> 31 === 1 ? 1 : -1);
    }
  }
  return normalizeInPlace(vector);
}
