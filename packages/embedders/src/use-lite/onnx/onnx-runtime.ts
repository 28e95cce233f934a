import { createRequire } from "node:module";
import { InferenceRuntimeError } from "../../errors.js";

/** A tensor of onnxruntime. */
export interface OnnxTensor {
  readonly data: Float32Array | BigInt64Array;
}

/** A loaded model. */
export interface OnnxSession {
  run(inputs: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
}

/** The part of onnxruntime that is used; version 1.17.0 of the package ships no usable types. */
export interface OnnxRuntime {
  readonly Tensor: new (
    type: "float32" | "int64",
    data: Float32Array | BigInt64Array,
    shape: readonly number[],
  ) => OnnxTensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
}

/**
 * Loads the native binding.
 *
 * @param load - Replaces the module loader in tests of a missing binding.
 * @throws {@link InferenceRuntimeError} if there is none for this platform, with the remedy.
 */
export function loadOnnxRuntime(
  load: (name: string) => unknown = createRequire(import.meta.url),
): OnnxRuntime {
  try {
    return load("onnxruntime-node") as OnnxRuntime;
  } catch (cause) {
    throw new InferenceRuntimeError(
      `onnxruntime-node has no native binding that loads on ${process.platform}-${process.arch}; ` +
        "set SEMVEC_EMBEDDER=use-lite-wasm, which needs none",
      { cause },
    );
  }
}
