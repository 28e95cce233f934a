import type { Address } from "./kernels.js";
import { type WasmMemory, wasmPageBytes, webAssembly } from "./web-assembly.js";

/** Every allocation starts at a cache line. */
const alignmentBytes = 64;

/** WebAssembly memory of a fixed size, given out front to back and never taken back. */
export class LinearMemory {
  readonly memory: WasmMemory;
  #top: Address = 0;

  constructor(bytes: number) {
    this.memory = new webAssembly.Memory({ initial: Math.ceil(bytes / wasmPageBytes) });
  }

  /**
   * Sets bytes aside.
   *
   * @throws RangeError if the memory was made too small.
   */
  allocate(bytes: number): Address {
    const address = this.#top;
    this.#top = Math.ceil((address + bytes) / alignmentBytes) * alignmentBytes;
    if (this.#top > this.memory.buffer.byteLength) {
      throw new RangeError(`the model needs more than ${this.memory.buffer.byteLength} bytes`);
    }
    return address;
  }

  /** Copies floats in. */
  putFloats(values: Float32Array): Address {
    const address = this.allocate(values.byteLength);
    this.floats(address, values.length).set(values);
    return address;
  }

  /** Copies 16-bit integers in. */
  putInt16s(values: Int16Array): Address {
    const address = this.allocate(values.byteLength);
    new Int16Array(this.memory.buffer, address, values.length).set(values);
    return address;
  }

  /** A view of floats in the memory. */
  floats(address: Address, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }
}
