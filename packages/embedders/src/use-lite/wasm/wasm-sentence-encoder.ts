import type { UseLiteModelFiles } from "../model-files.js";
import { ModelWeights } from "../model-weights.js";
import { SentenceEncoder } from "../sentence-encoder.js";
import { parseVocabulary, Tokenizer } from "../tokenizer.js";
import { WasmPieceEncoder } from "./wasm-piece-encoder.js";

/**
 * The bundled model without a worker thread, from the bytes of its files: for browsers and for
 * programs that bring their own thread. It computes on the calling thread, about 2 ms per short
 * text. The bytes are not verified; compare them with {@link modelFileDigests} where it matters.
 *
 * @example
 * ```ts
 * const encoder = createWasmSentenceEncoder({ manifest, vocabulary, weights });
 * const vector = await encoder.encode("Where are the spare keys?");
 * ```
 * @throws {@link ModelFilesError} if the files are not those of the model.
 * @throws {@link InferenceRuntimeError} if the engine has no WebAssembly SIMD.
 */
export function createWasmSentenceEncoder(files: UseLiteModelFiles): SentenceEncoder {
  const tokenizer = new Tokenizer(parseVocabulary(files.vocabulary));
  return new SentenceEncoder(tokenizer, new WasmPieceEncoder(new ModelWeights(files)));
}
