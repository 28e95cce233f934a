import { normalizeInPlace } from "../unit-vector.js";
import { outputDimension } from "./architecture.js";
import type { PieceEncoder } from "./piece-encoder.js";
import { cutIntoWindows } from "./piece-windows.js";
import type { Tokenizer } from "./tokenizer.js";

/** What an empty text is read as: the model needs one piece at least. */
const emptyTextStandIn = ".";

/**
 * Text to unit vector: tokenize, cut into windows, run the model over each, and take the
 * normalised mean of the windows' unit vectors.
 *
 * One text is run at a time, so its vector never depends on its neighbours in a batch.
 */
export class SentenceEncoder {
  readonly #tokenizer: Tokenizer;
  readonly #pieceEncoder: PieceEncoder;

  constructor(tokenizer: Tokenizer, pieceEncoder: PieceEncoder) {
    this.#tokenizer = tokenizer;
    this.#pieceEncoder = pieceEncoder;
  }

  /** Unit vector of 512 numbers. Long texts: see {@link cutIntoWindows}. */
  async encode(text: string): Promise<Float32Array> {
    const mean = new Float32Array(outputDimension);
    for (const pieces of cutIntoWindows(this.#tokenizer.encode(text.trim() || emptyTextStandIn))) {
      const unit = normalizeInPlace(await this.#pieceEncoder.encode(pieces));
      for (let index = 0; index < outputDimension; index++) {
        mean[index] = (mean[index] as number) + (unit[index] as number);
      }
    }
    return normalizeInPlace(mean);
  }
}
