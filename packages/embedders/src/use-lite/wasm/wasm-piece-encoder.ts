import {
  feedForwardDimension,
  headCount,
  outputDimension,
  pieceDimension,
  windowPiecesMax,
} from "../architecture.js";
import type { ModelWeights } from "../model-weights.js";
import type { PieceEncoder } from "../piece-encoder.js";
import { type Address, instantiateKernels, type Kernels } from "./kernels.js";
import { LinearMemory } from "./linear-memory.js";
import { activationLevels } from "./packed-matrix.js";
import {
  modelBytesMax,
  type PlacedLayer,
  type PlacedMatrix,
  type PlacedModel,
  placeModel,
} from "./wasm-model.js";

const floatBytes = 4;
const int16Bytes = 2;

/** A list entry is a byte offset and a value; two more end the list and make its length even. */
const listBytes = (feedForwardDimension + 2) * 8;

/** Columns of weights that stay in the second-level cache over all rows of a text. */
const blockColumns = 64;

/** What a matrix kernel does with its results, as bits. */
const matrixMode = { store: 0, relu: 1, accumulate: 2 } as const;

/** Bytes of each scratch buffer. */
const scratchBytes = {
  pieces: windowPiecesMax * 4,
  embedded: windowPiecesMax * pieceDimension * floatBytes,
  hidden: windowPiecesMax * outputDimension * floatBytes,
  queryKeyValue: windowPiecesMax * 3 * outputDimension * floatBytes,
  attended: windowPiecesMax * outputDimension * floatBytes,
  quantized: windowPiecesMax * feedForwardDimension * int16Bytes,
  rowScales: windowPiecesMax * floatBytes,
  expanded: windowPiecesMax * feedForwardDimension * floatBytes,
  keys: (outputDimension / headCount) * windowPiecesMax * floatBytes,
  scores: windowPiecesMax * windowPiecesMax * floatBytes,
  listCounts: windowPiecesMax * 4,
  lists: windowPiecesMax * listBytes,
  lanes: 16,
  meanExpanded: feedForwardDimension * floatBytes,
  output: outputDimension * floatBytes,
} as const;

type ScratchName = keyof typeof scratchBytes;

const scratchBytesTotal = Object.values(scratchBytes).reduce((sum, bytes) => sum + bytes + 64, 0);

/**
 * Universal Sentence Encoder Lite in WebAssembly SIMD: int16 weights and activations, exact int32
 * sums, 32-bit floats between. Needs neither Node nor a native binding.
 *
 * Integer sums are exact in any order and WebAssembly's floats have no fused multiply-add, so
 * the same pieces give the same bits on every machine whose `Math.sin` and `Math.cos` agree.
 */
export class WasmPieceEncoder implements PieceEncoder {
  readonly #kernels: Kernels;
  readonly #model: PlacedModel;
  readonly #scratch: Readonly<Record<ScratchName, Address>>;
  readonly #pieces: Int32Array;
  readonly #output: Float32Array;

  /** @throws {@link InferenceRuntimeError} if the engine has no WebAssembly SIMD. */
  constructor(weights: ModelWeights) {
    const memory = new LinearMemory(modelBytesMax + scratchBytesTotal);
    this.#model = placeModel(weights, memory);
    const scratch = Object.entries(scratchBytes).map(([name, bytes]) => [
      name,
      memory.allocate(bytes),
    ]);
    this.#scratch = Object.fromEntries(scratch) as Record<ScratchName, Address>;
    this.#kernels = instantiateKernels(memory.memory);
    this.#pieces = new Int32Array(memory.memory.buffer, this.#scratch.pieces, windowPiecesMax);
    this.#output = memory.floats(this.#scratch.output, outputDimension);
  }

  encode(pieces: readonly number[]): Float32Array {
    const { pieceEmbeddings, positions, residual, layers, head } = this.#model;
    const { pieces: ids, embedded, hidden, output } = this.#scratch;
    const count = pieces.length;
    this.#pieces.set(pieces);
    this.#kernels.gatherPieces(ids, count, pieceEmbeddings, positions, embedded);
    this.#quantize(embedded, count, pieceDimension);
    this.#multiply(residual, count, hidden, matrixMode.store);
    const [first, second] = layers;
    this.#attend(first, embedded, count);
    this.#contractSparsely(first.contract, count);
    this.#attend(second, hidden, count);
    this.#poolAndContract(second.contract, count);
    this.#quantize(output, 1, outputDimension);
    this.#multiply(head, 1, output, matrixMode.store);
    this.#kernels.tanh(output, outputDimension);
    return this.#output.slice();
  }

  /** Adds attention over `input` to `hidden`, and expands the result to `expanded`. */
  #attend(layer: PlacedLayer, input: Address, count: number): void {
    const { hidden, queryKeyValue, attended, keys, scores, expanded } = this.#scratch;
    this.#normalizeAndQuantize(input, count, layer.width);
    this.#multiply(layer.queryKeyValue, count, queryKeyValue, matrixMode.store);
    this.#kernels.attend(queryKeyValue, count, layer.width, attended, keys, scores);
    this.#quantize(attended, count, layer.width);
    this.#multiply(layer.attentionOutput, count, hidden, matrixMode.accumulate);
    this.#normalizeAndQuantize(hidden, count, outputDimension);
    this.#multiply(layer.expand, count, expanded, matrixMode.relu);
  }

  /** Adds the contraction of `expanded` to `hidden`. The ReLU leaves 7 % of the units to do. */
  #contractSparsely(matrix: PlacedMatrix, count: number): void {
    const { expanded, lists, listCounts, rowScales, lanes, hidden } = this.#scratch;
    this.#kernels.listPositives(
      expanded,
      lists,
      listCounts,
      rowScales,
      count,
      matrix.rows,
      activationLevels,
      matrix.columns * int16Bytes,
      listBytes,
      lanes,
    );
    this.#kernels.multiplyLists(
      lists,
      listCounts,
      matrix.weights,
      hidden,
      count,
      matrix.columns,
      rowScales,
      matrix.scales,
      matrix.biases,
      listBytes,
    );
  }

  /** Mean over pieces, then the contraction: the mean is linear, so one row is multiplied. */
  #poolAndContract(matrix: PlacedMatrix, count: number): void {
    const { expanded, meanExpanded, hidden, output } = this.#scratch;
    this.#kernels.meanOfRows(expanded, count, feedForwardDimension, meanExpanded);
    this.#kernels.meanOfRows(hidden, count, outputDimension, output);
    this.#quantize(meanExpanded, 1, feedForwardDimension);
    this.#multiply(matrix, 1, output, matrixMode.accumulate);
  }

  #quantize(input: Address, rows: number, width: number): void {
    const { quantized, rowScales } = this.#scratch;
    this.#kernels.quantizeRows(input, quantized, rowScales, rows, width, activationLevels);
  }

  #normalizeAndQuantize(input: Address, rows: number, width: number): void {
    const { quantized, rowScales } = this.#scratch;
    this.#kernels.normalizeAndQuantizeRows(
      input,
      quantized,
      rowScales,
      rows,
      width,
      activationLevels,
    );
  }

  /** The rows last quantized, times the matrix. */
  #multiply(matrix: PlacedMatrix, rows: number, output: Address, mode: number): void {
    this.#multiplyKernel(matrix.rows)(
      this.#scratch.quantized,
      matrix.weights,
      output,
      rows,
      matrix.columns,
      this.#scratch.rowScales,
      matrix.scales,
      matrix.biases,
      matrix.columns * floatBytes,
      mode,
      blockColumns,
    );
  }

  #multiplyKernel(innerSize: number): Kernels["multiply256"] {
    if (innerSize === pieceDimension) return this.#kernels.multiply256;
    return innerSize === outputDimension ? this.#kernels.multiply512 : this.#kernels.multiply1536;
  }
}
