import { describe, expect, test } from "@jest/globals";
import { ModelFilesError } from "../errors.js";
import { ModelWeights } from "./model-weights.js";

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const manifest = encode({
  weightsManifest: [
    {
      weights: [
        { name: "flag", shape: [1], dtype: "bool" },
        { name: "layer/kernel", shape: [1, 2], dtype: "float32" },
        { name: "layer/bias", shape: [1], dtype: "float32" },
      ],
    },
  ],
});
// One byte of bool before the floats, so that they lie unaligned.
const weights = new Uint8Array([1, ...new Uint8Array(Float32Array.of(1.5, -2, 3).buffer)]);

describe("ModelWeights", () => {
  test("reads tensors one after the other, aligned or not", () => {
    const model = new ModelWeights({ manifest, weights });
    expect([...model.tensor("kernel")]).toEqual([1.5, -2]);
    expect([...model.tensor("bias")]).toEqual([3]);
  });

  test("refuses a name that fits no tensor, or several, and weights that end early", () => {
    const model = new ModelWeights({ manifest, weights });
    expect(() => model.tensor("gain")).toThrow(ModelFilesError);
    expect(() => model.tensor("layer/")).toThrow(ModelFilesError);
    expect(() => new ModelWeights({ manifest, weights: weights.subarray(1) })).toThrow(
      ModelFilesError,
    );
  });
});
