import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { assembleKernels, kernelsModuleSource } from "../../../kernels/module.mjs";
import { bits } from "../../testing/vectors.js";
import { decodeKernels, instantiateKernels } from "./kernels.js";
import { LinearMemory } from "./linear-memory.js";
import { activationLevels, packMatrix } from "./packed-matrix.js";

const rows = 1536;
const columns = 512;
const textRows = 5;

/** A fixed sequence of numbers in ±1. */
function createNoise(): () => number {
  let state = 12_345;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x40000000 - 1;
  };
}

describe("the kernels", () => {
  test("are what the generator in kernels/ writes", async () => {
    const binary = await assembleKernels();
    expect(Buffer.from(decodeKernels()).equals(Buffer.from(binary))).toBe(true);
    const source = readFileSync(new URL("./kernels-binary.ts", import.meta.url), "utf8");
    expect(source).toBe(kernelsModuleSource(binary));
  });

  test("give the same bits over lists of positive units as over all units", () => {
    const noise = createNoise();
    const kernel = Float32Array.from({ length: rows * columns }, noise);
    const layer = { kernel, bias: Float32Array.from({ length: columns }, noise), rows, columns };
    const hidden = Float32Array.from({ length: textRows * rows }, () => Math.max(0, noise() - 0.8));
    const memory = new LinearMemory(8 * 1024 * 1024);
    const kernels = instantiateKernels(memory.memory);
    const [input, quantized, scales] = [hidden.byteLength, hidden.byteLength, 64].map((bytes) =>
      memory.allocate(bytes),
    ) as [number, number, number];
    memory.floats(input, hidden.length).set(hidden);

    const panels = packMatrix({ ...layer, order: "panels" });
    const dense = memory.putFloats(new Float32Array(textRows * columns));
    const columnScales = memory.putFloats(panels.scales);
    const biases = memory.putFloats(panels.biases);
    const panelWeights = memory.putInt16s(panels.values);
    kernels.quantizeRows(input, quantized, scales, textRows, rows, activationLevels);
    kernels.multiply1536(
      ...([quantized, panelWeights, dense, textRows, columns, scales] as const),
      ...([columnScales, biases, columns * 4, 2, 64] as const),
    );

    const listBytes = (rows + 2) * 8;
    const lists = memory.allocate(textRows * listBytes);
    const [counts, lanes] = [memory.allocate(64), memory.allocate(64)];
    const sparse = memory.putFloats(new Float32Array(textRows * columns));
    const rowWeights = memory.putInt16s(packMatrix({ ...layer, order: "rows" }).values);
    kernels.listPositives(
      ...([input, lists, counts, scales, textRows, rows] as const),
      ...([activationLevels, columns * 2, listBytes, lanes] as const),
    );
    kernels.multiplyLists(
      ...([lists, counts, rowWeights, sparse, textRows, columns] as const),
      ...([scales, columnScales, biases, listBytes] as const),
    );
    const result = memory.floats(sparse, textRows * columns);
    expect(bits(result)).toBe(bits(memory.floats(dense, textRows * columns)));
    expect(result.some((value) => Math.abs(value) > 1)).toBe(true);
  });
});
