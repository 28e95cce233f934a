import { projectDimension } from "../../../packages/embedders/dist/index.js";
import { dimension } from "../common/embed-texts.mjs";

/** @typedef {import("../../../packages/embedders/dist/index.js").Embedder} Embedder */

/** How strongly a common direction is mixed in: cosines shift up, and crowd near 1. */
export const distortions = [0.7, 1.4];

/**
 * A stand-in for another model: a direction that all texts share is added to every unit vector. The
 * meaning stays, the scale of cosines does not; many models have such a direction (Mu and
 * Viswanath, "All-but-the-top", 2018).
 *
 * @param {Float32Array} vector - of unit length
 * @param {number} strength - length of what is added
 */
export function distort(vector, strength) {
  const common = strength / Math.sqrt(vector.length);
  const moved = vector.map((x) => x + common);
  const length = Math.hypot(...moved);
  return moved.map((x) => x / length);
}

/**
 * The embedder at the dimension of a session, distorted: what a calibration is given to measure.
 *
 * @param {Pick<Embedder, "embed">} embedder
 * @param {number} strength
 * @returns {Pick<Embedder, "embed">}
 */
export function distortedEmbedder(embedder, strength) {
  return {
    async embed(texts) {
      const vectors = await embedder.embed(texts);
      return vectors.map((vector) => distort(projectDimension(vector, dimension), strength));
    },
  };
}

/**
 * @param {import("./score-dialogues.mjs").Model} model
 * @param {number} strength
 * @returns {import("./score-dialogues.mjs").Model}
 */
export function distortModel({ embedderId, vectors }, strength) {
  const distorted = [...vectors].map(
    ([text, vector]) => /** @type {const} */ ([text, distort(vector, strength)]),
  );
  return { embedderId: `${embedderId}+${strength}`, vectors: new Map(distorted) };
}
