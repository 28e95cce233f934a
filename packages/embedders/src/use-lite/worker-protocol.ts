import type { EmbedderErrorCode } from "../errors.js";

/** Which forward pass the worker runs. */
export type UseLiteRuntime = "onnx" | "wasm";

/** What the worker is started with. */
export interface WorkerConfig {
  readonly runtime: UseLiteRuntime;
  readonly modelDirectory: string;
}

/** Owner to worker: embed a text, or finish and exit. */
export type WorkerRequest =
  | { readonly kind: "embed"; readonly id: number; readonly text: string }
  | { readonly kind: "close" };

/** An error as it crosses to the owner; `code` is `undefined` for an unforeseen one. */
export interface WorkerFailure {
  readonly code: EmbedderErrorCode | undefined;
  readonly message: string;
}

/** Worker to owner: loaded, could not load, a vector, or why there is none. */
export type WorkerReply =
  | { readonly kind: "ready" }
  | { readonly kind: "loadFailed"; readonly failure: WorkerFailure }
  | { readonly kind: "embedded"; readonly id: number; readonly vector: Float32Array }
  | { readonly kind: "embedFailed"; readonly id: number; readonly failure: WorkerFailure };
