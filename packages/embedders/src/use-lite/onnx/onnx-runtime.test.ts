import { describe, expect, test } from "@jest/globals";
import { InferenceRuntimeError } from "../../errors.js";
import { loadOnnxRuntime } from "./onnx-runtime.js";

describe("loadOnnxRuntime", () => {
  test("names the remedy if the native binding is missing", () => {
    const load = () => {
      throw new Error("cannot open shared object file");
    };
    expect(() => loadOnnxRuntime(load)).toThrow(InferenceRuntimeError);
    expect(() => loadOnnxRuntime(load)).toThrow(/SEMVEC_EMBEDDER=use-lite-wasm/);
  });
});
