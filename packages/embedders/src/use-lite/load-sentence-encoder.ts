import { ModelWeights } from "./model-weights.js";
import { OnnxPieceEncoder } from "./onnx/onnx-piece-encoder.js";
import { readModelFiles } from "./read-model-files.js";
import { SentenceEncoder } from "./sentence-encoder.js";
import { parseVocabulary, Tokenizer } from "./tokenizer.js";
import { createWasmSentenceEncoder } from "./wasm/wasm-sentence-encoder.js";
import type { WorkerConfig } from "./worker-protocol.js";

/**
 * Reads and verifies the model and readies it for inference on this thread.
 *
 * @throws {@link ModelFilesError} if the model is missing or damaged.
 * @throws {@link InferenceRuntimeError} if the runtime asked for does not load; there is no
 *   fallback, because vectors of the two runtimes must not be mixed silently.
 */
export async function loadSentenceEncoder(config: WorkerConfig): Promise<SentenceEncoder> {
  const files = readModelFiles(config.modelDirectory);
  if (config.runtime === "wasm") return createWasmSentenceEncoder(files);
  const tokenizer = new Tokenizer(parseVocabulary(files.vocabulary));
  return new SentenceEncoder(tokenizer, await OnnxPieceEncoder.create(new ModelWeights(files)));
}
