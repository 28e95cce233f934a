import { describe, expect, test } from "@jest/globals";
import { EmbedderResponseError } from "../errors.js";
import { locateModelDirectory, readModelFiles } from "../use-lite/read-model-files.js";
import { createWasmSentenceEncoder } from "../use-lite/wasm/wasm-sentence-encoder.js";
import { useLiteReference } from "./calibration-pairs.js";
import { measureCosines } from "./measure-cosines.js";

// Loaded here, not in the test: packing takes seconds inside jest.
const encoder = createWasmSentenceEncoder(readModelFiles(locateModelDirectory()));

describe("measureCosines", () => {
  test("finds the recorded reference with the bundled model", async () => {
    const measured = await measureCosines({
      embed: (texts) => Promise.all(texts.map((text) => encoder.encode(text))),
    });
    expect(measured.mean).toBeCloseTo(useLiteReference.mean, 4);
    expect(measured.deviation).toBeCloseTo(useLiteReference.deviation, 4);
  });

  test("refuses an embedder that answers one vector for all texts", async () => {
    const embed = async (texts: readonly string[]) => texts.map(() => Float32Array.of(1, 0));
    await expect(measureCosines({ embed })).rejects.toBeInstanceOf(EmbedderResponseError);
  });
});
