import type { Embedder } from "../embedder.js";
import type { CosineStatistics } from "../embedder-profile.js";
import { EmbedderResponseError } from "../errors.js";
import { calibrationPairs } from "./calibration-pairs.js";

/** Texts asked for at once, few enough for a slow server to answer in time. */
const batchTextsMax = 8;

/**
 * Mean and standard deviation of an embedder's cosines over {@link calibrationPairs}.
 *
 * @throws {@link EmbedderResponseError} if all cosines are equal: such vectors carry no meaning.
 */
export async function measureCosines(embedder: Pick<Embedder, "embed">): Promise<CosineStatistics> {
  const texts = calibrationPairs.flat();
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += batchTextsMax) {
    vectors.push(...(await embedder.embed(texts.slice(start, start + batchTextsMax))));
  }
  const cosines = calibrationPairs.map((_, pair) => dot(vectors[2 * pair], vectors[2 * pair + 1]));
  const mean = average(cosines);
  const deviation = Math.sqrt(average(cosines.map((cosine) => (cosine - mean) ** 2)));
  if (!(deviation > 1e-6)) {
    throw new EmbedderResponseError("the embedder answers the same vector for every text");
  }
  return { mean, deviation };
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function dot(left: Float32Array = new Float32Array(), right: Float32Array = left): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}
