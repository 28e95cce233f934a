import {
  openEmbedder,
  projectDimension,
  projectedEmbedderId,
} from "../../../packages/embedders/dist/index.js";
import { showProgress } from "./show-progress.mjs";

/** Length of the vectors: the default of a session. */
export const dimension = 384;

const batchSize = 128;

/**
 * The bundled model, at the dimension of a default session.
 *
 * @typedef {object} TextEmbedder
 * @property {string} id - of the model and the projection
 * @property {(task: string, texts: readonly string[]) => Promise<Map<string, Float32Array>>} embed
 *   Unit vectors by text.
 * @property {import("../../../packages/embedders/dist/index.js").Embedder} native - the model
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<TextEmbedder>} */
export async function openTextEmbedder() {
  const embedder = await openEmbedder({ kind: "use-lite" });
  return {
    id: projectedEmbedderId(embedder.id, dimension),
    async embed(task, texts) {
      const distinct = [...new Set(texts)];
      const vectors = new Map();
      for (let start = 0; start < distinct.length; start += batchSize) {
        showProgress(task, start, distinct.length);
        const batch = distinct.slice(start, start + batchSize);
        const embedded = await embedder.embed(batch);
        batch.forEach((text, i) => {
          const vector = embedded[i];
          if (vector === undefined) throw new Error("the embedder left out a vector");
          vectors.set(text, projectDimension(vector, dimension));
        });
      }
      showProgress(task, distinct.length, distinct.length);
      return vectors;
    },
    native: embedder,
    close: () => embedder.close(),
  };
}
