import { outputDimension, pieceDimension } from "../architecture.js";
import { type ModelWeights, sharedTensorNames } from "../model-weights.js";
import type { PieceEncoder } from "../piece-encoder.js";
import { createPositionTable } from "../position-table.js";
import { buildInt8Graph } from "./int8-graph.js";
import { loadOnnxRuntime, type OnnxRuntime, type OnnxSession } from "./onnx-runtime.js";

/** One thread: a second one raises the processor time per text and hardly shortens it. */
const sessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: "all",
} as const;

/** The int8 model on onnxruntime. It computes on the calling thread, so run it in a worker. */
export class OnnxPieceEncoder implements PieceEncoder {
  readonly #runtime: OnnxRuntime;
  readonly #session: OnnxSession;
  readonly #positions: Float32Array;

  private constructor(runtime: OnnxRuntime, session: OnnxSession, positions: Float32Array) {
    this.#runtime = runtime;
    this.#session = session;
    this.#positions = positions;
  }

  /** @throws {@link InferenceRuntimeError} if the native binding does not load. */
  static async create(weights: ModelWeights): Promise<OnnxPieceEncoder> {
    const runtime = loadOnnxRuntime();
    const session = await runtime.InferenceSession.create(buildInt8Graph(weights), sessionOptions);
    const frequencies = weights.tensor(sharedTensorNames.positionFrequencies);
    return new OnnxPieceEncoder(runtime, session, createPositionTable(frequencies));
  }

  async encode(pieces: readonly number[]): Promise<Float32Array> {
    const { Tensor } = this.#runtime;
    const count = pieces.length;
    const ids = BigInt64Array.from(pieces, (id) => BigInt(id));
    const positions = this.#positions.subarray(0, count * pieceDimension);
    const { vector } = await this.#session.run({
      pieces: new Tensor("int64", ids, [1, count]),
      positions: new Tensor("float32", positions, [count, pieceDimension]),
      mean: new Tensor("float32", new Float32Array(count).fill(1 / count), [1, 1, count]),
    });
    // Copied, because the runtime owns the memory behind its outputs.
    return Float32Array.from((vector as { data: Float32Array }).data.subarray(0, outputDimension));
  }
}
