import { ModelFilesError } from "../errors.js";
import type { UseLiteModelFiles } from "./model-files.js";

interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
}

interface ModelManifest {
  readonly weightsManifest: readonly { readonly weights: readonly WeightEntry[] }[];
}

/** The model's float tensors, row-major, found by a part of their name. */
export class ModelWeights {
  readonly #tensors = new Map<string, Float32Array>();

  /** Reads the TensorFlow.js weight format: tensors lie as the manifest lists them. */
  constructor(files: Pick<UseLiteModelFiles, "manifest" | "weights">) {
    const manifest = JSON.parse(new TextDecoder().decode(files.manifest)) as ModelManifest;
    let offset = 0;
    for (const { name, shape, dtype } of manifest.weightsManifest.flatMap((g) => g.weights)) {
      const count = shape.reduce((product, size) => product * size, 1);
      const byteLength = count * (dtype === "bool" ? 1 : 4);
      if (offset + byteLength > files.weights.length) {
        throw new ModelFilesError(`the weights end before ${name}: the model is truncated`);
      }
      if (dtype === "float32") {
        const bytes = files.weights.subarray(offset, offset + byteLength);
        // A view must start at a multiple of four bytes; where these do not, they are copied.
        const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
        this.#tensors.set(name, new Float32Array(aligned.buffer, aligned.byteOffset, count));
      }
      offset += byteLength;
    }
  }

  /**
   * The one tensor whose name contains `namePart`.
   *
   * @throws {@link ModelFilesError} if no tensor, or more than one, does.
   */
  tensor(namePart: string): Float32Array {
    const found = [...this.#tensors].filter(([name]) => name.includes(namePart));
    const [match] = found;
    if (match === undefined || found.length > 1) {
      throw new ModelFilesError(`${found.length} weights are named ${namePart}; expected one`);
    }
    return match[1];
  }
}

/** Names of the tensors of one transformer layer, 0 or 1. */
export function layerTensorNames(layer: number) {
  const prefix = `Layer_${layer}/TransformerLayer/`;
  const attention = `${prefix}MultiheadAttention/`;
  return {
    inputNorm: normNames(`${prefix}layer_prepostprocess/layer_norm/`),
    feedForwardNorm: normNames(`${prefix}FFN/layer_prepostprocess/layer_norm/`),
    residual: { kernel: `${prefix}dense/kernel`, bias: `${prefix}dense/bias` },
    queryKeyValue: denseNames(`${attention}qkv_transform_single/`),
    attentionOutput: denseNames(`${attention}output_transform_single/`),
    expand: feedForwardNames(`${prefix}FFN/conv1/`),
    contract: feedForwardNames(`${prefix}FFN/conv2/`),
  };
}

/** Names of the matrix and bias of a dense layer. */
export interface DenseNames {
  readonly kernel: string;
  readonly bias: string;
}

/** Names of the gain and shift of a layer normalisation. */
export interface NormNames {
  readonly gain: string;
  readonly shift: string;
}

/** Names of the tensors outside the transformer layers. */
export const sharedTensorNames = {
  pieceEmbedding: "Embeddings_en",
  positionFrequencies: "TimingSignal/ExpandDims_1",
  head: { kernel: "tanh_layer_0/weights", bias: "tanh_layer_0/bias" },
} as const;

const normNames = (prefix: string): NormNames => ({
  gain: `${prefix}layer_norm_scale`,
  shift: `${prefix}layer_norm_bias`,
});

const denseNames = (prefix: string): DenseNames => ({
  kernel: `${prefix}kernel`,
  bias: `${prefix}bias`,
});

const feedForwardNames = (prefix: string): DenseNames => ({
  kernel: `${prefix}Tensordot/Reshape_1`,
  bias: `${prefix}bias`,
});
