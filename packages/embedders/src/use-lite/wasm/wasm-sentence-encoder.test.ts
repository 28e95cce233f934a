import { describe, expect, test } from "@jest/globals";
import { readReferenceVectors } from "../../testing/reference-vectors.js";
import { bits, cosine } from "../../testing/vectors.js";
import { windowPiecesMax } from "../architecture.js";
import { ModelWeights } from "../model-weights.js";
import { locateModelDirectory, readModelFiles } from "../read-model-files.js";
import { runSelfTest } from "../self-test.js";
import { WasmPieceEncoder } from "./wasm-piece-encoder.js";
import { createWasmSentenceEncoder } from "./wasm-sentence-encoder.js";

const files = readModelFiles(locateModelDirectory());
// Loaded here, not in the tests: packing takes seconds inside jest, half a second outside.
const encoder = createWasmSentenceEncoder(files);
const second = createWasmSentenceEncoder(files);
const pieceEncoder = new WasmPieceEncoder(new ModelWeights(files));
const references = readReferenceVectors();

describe("createWasmSentenceEncoder", () => {
  test("agrees with the model in 32-bit floats", async () => {
    for (const { text, vector } of references) {
      expect(cosine(await encoder.encode(text), vector)).toBeGreaterThanOrEqual(0.99999);
    }
  });

  test("passes the self-test", async () => {
    await expect(runSelfTest(encoder)).resolves.toBeUndefined();
  });

  test("gives the same bits alone, after other texts, and from a second copy", async () => {
    const [first, , , , fifth] = references;
    const before = bits(await second.encode(fifth?.text ?? ""));
    for (const { text } of references) await encoder.encode(text);
    expect(bits(await encoder.encode(fifth?.text ?? ""))).toBe(before);
    expect(bits(await encoder.encode(first?.text ?? ""))).not.toBe(before);
  });

  test.each([0, 1, 127, 128, 129, 2_048, 2_049])("embeds a text of %i words", async (count) => {
    // "a" is one piece, so words and pieces are the same number.
    const vector = await encoder.encode("a ".repeat(count));
    expect(cosine(vector, vector)).toBeCloseTo(1, 5);
  });

  test("reads beyond the first window", async () => {
    const head = "The ferry leaves at noon from the northern pier. ".repeat(14);
    const tail = "Photosynthesis turns light into sugar inside the leaf. ".repeat(14);
    const [both, early] = [await encoder.encode(head + tail), await encoder.encode(head)];
    expect(cosine(both, early)).toBeLessThan(0.98);
    expect(cosine(both, await encoder.encode(tail))).toBeGreaterThan(0.6);
  });
});

describe("WasmPieceEncoder", () => {
  test("gives a window the same bits after a longer one has filled its memory", () => {
    for (const count of [1, 3, 127, windowPiecesMax]) {
      const window = Array.from({ length: count }, (_, index) => 6 + index * 7);
      const before = bits(pieceEncoder.encode(window));
      pieceEncoder.encode(Array.from({ length: windowPiecesMax }, (_, index) => 7_999 - index));
      expect(bits(pieceEncoder.encode(window))).toBe(before);
    }
  });
});
