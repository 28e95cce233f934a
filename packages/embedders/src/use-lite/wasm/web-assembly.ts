/** The part of WebAssembly that is used; Node's types leave it to those of the DOM. */
interface WebAssemblyInterface {
  readonly Memory: new (descriptor: { initial: number }) => WasmMemory;
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** Linear memory of a WebAssembly module. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Bytes of a page of WebAssembly memory. */
export const wasmPageBytes = 65_536;

/** The engine's WebAssembly. */
export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyInterface })
  .WebAssembly;
