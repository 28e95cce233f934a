import { describe, expect, test } from "@jest/globals";
import { EmbedderResponseError } from "../errors.js";
import { normalizeInPlace } from "../unit-vector.js";
import { locateModelDirectory, readModelFiles } from "../use-lite/read-model-files.js";
import { createWasmSentenceEncoder } from "../use-lite/wasm/wasm-sentence-encoder.js";
import { calibrationPairs, useLiteReference } from "./calibration-pairs.js";
import { measureCosines } from "./measure-cosines.js";

// Loaded here, not in the test: packing takes seconds inside jest.
const encoder = createWasmSentenceEncoder(readModelFiles(locateModelDirectory()));

function withCommonDirection(vector: Float32Array, strength: number): Float32Array {
  const common = strength / Math.sqrt(vector.length);
  return normalizeInPlace(vector.map((x) => x + common));
}

function pairCosine(vectors: readonly Float32Array[], pair: number): number {
  const [left, right] = [vectors[2 * pair], vectors[2 * pair + 1]];
  return left?.reduce((sum, x, i) => sum + x * (right?.[i] ?? 0), 0) ?? Number.NaN;
}

describe("measureCosines", () => {
  test("finds the recorded reference with the bundled model", async () => {
    const measured = await measureCosines({
      embed: (texts) => Promise.all(texts.map((text) => encoder.encode(text))),
    });
    expect(measured.mean).toBeCloseTo(useLiteReference.mean, 4);
    expect(measured.deviation).toBeCloseTo(useLiteReference.deviation, 4);
  });

  test.each([0.7, 1.4])(
    "brings back the cosines of a model that shares a direction (%d) among all texts",
    async (strength) => {
      const texts = calibrationPairs.flat();
      const plain = await Promise.all(texts.map((text) => encoder.encode(text)));
      const crowded = plain.map((vector) => withCommonDirection(vector, strength));
      const embed = async (batch: readonly string[]) =>
        batch.map((text) => crowded[texts.indexOf(text)] ?? new Float32Array());
      const measured = await measureCosines({ embed });
      expect(measured.mean).toBeGreaterThan(useLiteReference.mean + 0.1);
      expect(measured.deviation).toBeLessThan(useLiteReference.deviation);
      const errors = calibrationPairs.map((_, pair) => {
        const deviations = (pairCosine(crowded, pair) - measured.mean) / measured.deviation;
        const mapped = useLiteReference.mean + useLiteReference.deviation * deviations;
        return Math.abs(mapped - pairCosine(plain, pair));
      });
      expect(Math.max(...errors)).toBeLessThan(useLiteReference.deviation / 2);
    },
  );

  test("refuses an embedder that answers one vector for all texts", async () => {
    const embed = async (texts: readonly string[]) => texts.map(() => Float32Array.of(1, 0));
    await expect(measureCosines({ embed })).rejects.toBeInstanceOf(EmbedderResponseError);
  });
});
