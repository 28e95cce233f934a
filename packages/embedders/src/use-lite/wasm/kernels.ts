import { InferenceRuntimeError } from "../../errors.js";
import { kernelsBase64 } from "./kernels-binary.js";
import { type WasmMemory, webAssembly } from "./web-assembly.js";

/** A byte offset into WebAssembly memory. */
export type Address = number;

/** `output = rows × matrix`; see `kernels/matrix-kernels.mjs`. */
type MultiplyKernel = (
  activations: Address,
  weights: Address,
  output: Address,
  rows: number,
  columns: number,
  rowScales: Address,
  columnScales: Address,
  biases: Address,
  outputStrideBytes: number,
  mode: number,
  blockColumns: number,
) => void;

type QuantizeKernel = (
  input: Address,
  output: Address,
  scales: Address,
  rows: number,
  width: number,
  levels: number,
) => void;

/** The exported functions of the kernels. */
export interface Kernels {
  readonly multiply256: MultiplyKernel;
  readonly multiply512: MultiplyKernel;
  readonly multiply1536: MultiplyKernel;
  readonly quantizeRows: QuantizeKernel;
  readonly normalizeAndQuantizeRows: QuantizeKernel;
  gatherPieces(
    pieces: Address,
    count: number,
    embeddings: Address,
    positions: Address,
    output: Address,
  ): void;
  attend(
    input: Address,
    count: number,
    width: number,
    output: Address,
    keys: Address,
    scores: Address,
  ): void;
  listPositives(
    input: Address,
    lists: Address,
    counts: Address,
    scales: Address,
    rows: number,
    width: number,
    levels: number,
    rowBytes: number,
    listBytes: number,
    scratch: Address,
  ): void;
  multiplyLists(
    lists: Address,
    counts: Address,
    weights: Address,
    output: Address,
    rows: number,
    columns: number,
    rowScales: Address,
    columnScales: Address,
    biases: Address,
    listBytes: number,
  ): void;
  meanOfRows(input: Address, rows: number, width: number, output: Address): void;
  tanh(input: Address, count: number): void;
}

/** The binary of the kernels, as it is carried in the sources. */
export function decodeKernels(): Uint8Array {
  return Uint8Array.from(atob(kernelsBase64), (character) => character.charCodeAt(0));
}

/**
 * Compiles the kernels onto a memory.
 *
 * @throws {@link InferenceRuntimeError} if the engine has no WebAssembly SIMD.
 */
export function instantiateKernels(memory: WasmMemory): Kernels {
  try {
    const module = new webAssembly.Module(decodeKernels());
    const instance = new webAssembly.Instance(module, { environment: { memory } });
    return instance.exports as Kernels;
  } catch (cause) {
    throw new InferenceRuntimeError("this engine cannot run WebAssembly SIMD", { cause });
  }
}
