import {
  feedForwardDimension,
  headCount,
  layerInputDimensions,
  outputDimension,
  pieceDimension,
} from "../architecture.js";
import {
  type DenseNames,
  layerTensorNames,
  type ModelWeights,
  type NormNames,
  sharedTensorNames,
} from "../model-weights.js";
import { createPositionTable } from "../position-table.js";
import type { Address } from "./kernels.js";
import type { LinearMemory } from "./linear-memory.js";
import { type DenseLayer, packMatrix } from "./packed-matrix.js";

/** Where a packed matrix lies. */
export interface PlacedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly weights: Address;
  readonly scales: Address;
  readonly biases: Address;
}

/** Where the matrices of a transformer layer lie. */
export interface PlacedLayer {
  readonly width: number;
  readonly queryKeyValue: PlacedMatrix;
  readonly attentionOutput: PlacedMatrix;
  readonly expand: PlacedMatrix;
  readonly contract: PlacedMatrix;
}

/** Where the model lies in WebAssembly memory. */
export interface PlacedModel {
  readonly pieceEmbeddings: Address;
  readonly positions: Address;
  readonly residual: PlacedMatrix;
  readonly layers: readonly [PlacedLayer, PlacedLayer];
  readonly head: PlacedMatrix;
}

/** Memory that a placed model takes, at most. */
export const modelBytesMax = 20 * 1024 * 1024;

/** Packs the model's weights into WebAssembly memory. */
export function placeModel(weights: ModelWeights, memory: LinearMemory): PlacedModel {
  const placer = new ModelPlacer(weights, memory);
  const embedding = weights.tensor(sharedTensorNames.pieceEmbedding);
  const frequencies = weights.tensor(sharedTensorNames.positionFrequencies);
  return {
    // The published graph adds the embedding to itself before it adds the positions.
    pieceEmbeddings: memory.putFloats(embedding.map((value) => 2 * value)),
    positions: memory.putFloats(createPositionTable(frequencies)),
    residual: placer.dense(layerTensorNames(0).residual, pieceDimension, outputDimension),
    layers: [placer.layer(0), placer.layer(1)],
    head: placer.dense(sharedTensorNames.head, outputDimension, outputDimension),
  };
}

class ModelPlacer {
  readonly #weights: ModelWeights;
  readonly #memory: LinearMemory;

  constructor(weights: ModelWeights, memory: LinearMemory) {
    this.#weights = weights;
    this.#memory = memory;
  }

  layer(layer: 0 | 1): PlacedLayer {
    const names = layerTensorNames(layer);
    const width = layerInputDimensions[layer];
    const queryFactor = 1 / Math.sqrt(width / headCount);
    return {
      width,
      queryKeyValue: this.dense(names.queryKeyValue, width, 3 * width, {
        norm: this.#norm(names.inputNorm),
        factor: (column) => (column < width ? queryFactor : 1),
      }),
      attentionOutput: this.dense(names.attentionOutput, width, outputDimension),
      expand: this.dense(names.expand, outputDimension, feedForwardDimension, {
        norm: this.#norm(names.feedForwardNorm),
      }),
      contract: this.dense(names.contract, feedForwardDimension, outputDimension, {
        order: layer === 0 ? "rows" : "panels",
      }),
    };
  }

  dense(
    names: DenseNames,
    rows: number,
    columns: number,
    options: Partial<Pick<DenseLayer, "norm" | "factor" | "order">> = {},
  ): PlacedMatrix {
    const kernel = this.#weights.tensor(names.kernel);
    const bias = this.#weights.tensor(names.bias);
    const packed = packMatrix({ kernel, bias, rows, columns, order: "panels", ...options });
    return {
      rows,
      columns,
      weights: this.#memory.putInt16s(packed.values),
      scales: this.#memory.putFloats(packed.scales),
      biases: this.#memory.putFloats(packed.biases),
    };
  }

  #norm(names: NormNames): { gain: Float32Array; shift: Float32Array } {
    return { gain: this.#weights.tensor(names.gain), shift: this.#weights.tensor(names.shift) };
  }
}
