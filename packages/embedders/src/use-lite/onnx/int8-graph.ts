import {
  feedForwardDimension,
  headCount,
  layerInputDimensions,
  layerNormEpsilon,
  outputDimension,
  pieceDimension,
  pieceRowCount,
} from "../architecture.js";
import {
  type DenseNames,
  layerTensorNames,
  type ModelWeights,
  type NormNames,
  sharedTensorNames,
} from "../model-weights.js";
import { elementType, GraphBuilder, type GraphValue } from "./graph-builder.js";
import { quantizeColumns } from "./quantize-columns.js";

/** Inputs of the graph, for one window of pieces. */
export const graphInputs: readonly GraphValue[] = [
  { name: "pieces", type: elementType.int64, shape: [1, "pieceCount"] },
  { name: "positions", type: elementType.float32, shape: ["pieceCount", pieceDimension] },
  { name: "mean", type: elementType.float32, shape: [1, 1, "pieceCount"] },
];

const graphOutput: GraphValue = {
  name: "vector",
  type: elementType.float32,
  shape: [1, 1, outputDimension],
};

/**
 * Universal Sentence Encoder Lite as an ONNX model whose matrices are int8, with a scale per
 * column, and whose activations are quantized as they come (standard operators only).
 */
export function buildInt8Graph(weights: ModelWeights): Uint8Array {
  return new Int8GraphWriter(weights).write();
}

class Int8GraphWriter {
  readonly #weights: ModelWeights;
  readonly #graph = new GraphBuilder();
  /** Quantized form of each activation, so that two matrices may share it. */
  readonly #quantized = new Map<string, [string, string, string]>();

  constructor(weights: ModelWeights) {
    this.#weights = weights;
  }

  write(): Uint8Array {
    const graph = this.#graph;
    const table = this.#weights.tensor(sharedTensorNames.pieceEmbedding);
    // The published graph adds the embedding to itself before it adds the positions.
    const doubled = graph.floats(
      table.map((value) => 2 * value),
      [pieceRowCount, pieceDimension],
    );
    const embedded = graph.node("Gather", [doubled, "pieces"]);
    const first = this.#layer(graph.node("Add", [embedded, "positions"]), 0);
    const second = this.#layer(first, 1);
    const head = this.#dense(second, sharedTensorNames.head, outputDimension, outputDimension);
    return graph.build(graphInputs, graph.node("Tanh", [head]), graphOutput);
  }

  #layer(input: string, layer: 0 | 1): string {
    const graph = this.#graph;
    const width = layerInputDimensions[layer];
    const names = layerTensorNames(layer);
    const residual =
      layer === 0 ? this.#dense(input, names.residual, width, outputDimension) : input;
    const mixed = this.#attention(this.#norm(input, names.inputNorm), layer);
    const attended = graph.node("Add", [
      this.#dense(mixed, names.attentionOutput, width, outputDimension),
      residual,
    ]);
    const normalized = this.#norm(attended, names.feedForwardNorm);
    const hidden = graph.node("Relu", [
      this.#dense(normalized, names.expand, outputDimension, feedForwardDimension),
    ]);
    // The mean over pieces is linear, so it is taken before the last matrix: one row, not 128.
    const pool = (value: string) => (layer === 1 ? graph.node("MatMul", ["mean", value]) : value);
    return graph.node("Add", [
      this.#dense(pool(hidden), names.contract, feedForwardDimension, outputDimension),
      pool(attended),
    ]);
  }

  #attention(input: string, layer: 0 | 1): string {
    const graph = this.#graph;
    const width = layerInputDimensions[layer];
    const headWidth = width / headCount;
    const names = layerTensorNames(layer).queryKeyValue;
    // Queries carry the attention's 1/sqrt(head width), folded into their columns.
    const factor = (column: number) => (column < width ? 1 / Math.sqrt(headWidth) : 1);
    const joined = this.#dense(input, names, width, 3 * width, factor);
    const [query, key, value] = graph.nodeOfThree(
      "Split",
      [joined, graph.int64s([width, width, width])],
      { axis: -1 },
    );
    const byHead = graph.int64s([0, 0, headCount, headWidth]);
    const heads = (tensor: string, permutation: readonly number[]) =>
      graph.node("Transpose", [graph.node("Reshape", [tensor, byHead])], { perm: permutation });
    const scores = graph.node("MatMul", [heads(query, [0, 2, 1, 3]), heads(key, [0, 2, 3, 1])]);
    const attention = graph.node("Softmax", [scores], { axis: -1 });
    const mixed = graph.node("MatMul", [attention, heads(value, [0, 2, 1, 3])]);
    const rows = graph.node("Transpose", [mixed], { perm: [0, 2, 1, 3] });
    return graph.node("Reshape", [rows, graph.int64s([0, 0, width])]);
  }

  #norm(input: string, names: NormNames): string {
    const gain = this.#graph.floats(this.#weights.tensor(names.gain));
    const shift = this.#graph.floats(this.#weights.tensor(names.shift));
    const attributes = { axis: -1, epsilon: { float: layerNormEpsilon } };
    return this.#graph.node("LayerNormalization", [input, gain, shift], attributes);
  }

  /** `factor(column) × (input · kernel + bias)`. */
  #dense(
    input: string,
    names: DenseNames,
    rows: number,
    columns: number,
    factor: (column: number) => number = () => 1,
  ): string {
    const graph = this.#graph;
    const { values, scales } = quantizeColumns(this.#weights.tensor(names.kernel), rows, columns);
    const [quantized, scale, zeroPoint] = this.#quantize(input);
    const kernel = graph.int8s(values, [rows, columns]);
    const sums = graph.node("MatMulInteger", [quantized, kernel, zeroPoint]);
    const columnScales = graph.floats(scales.map((value, column) => value * factor(column)));
    const product = graph.node("Mul", [
      graph.node("Cast", [sums], { to: elementType.float32 }),
      graph.node("Mul", [scale, columnScales]),
    ]);
    const bias = this.#weights.tensor(names.bias).map((value, column) => value * factor(column));
    return graph.node("Add", [product, graph.floats(bias)]);
  }

  #quantize(input: string): [string, string, string] {
    let quantized = this.#quantized.get(input);
    if (quantized === undefined) {
      quantized = this.#graph.nodeOfThree("DynamicQuantizeLinear", [input]);
      this.#quantized.set(input, quantized);
    }
    return quantized;
  }
}
