/**
 * Many byte strings as one parameter: it is sent in binary, where an array of byte strings would
 * be written as hexadecimal text. Statements cut it up again with `substr`, which counts from 1.
 */
export class BytePack {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** Adds bytes; returns where they begin. */
  add(bytes: Uint8Array): number {
    const at = this.#length + 1;
    this.#parts.push(bytes);
    this.#length += bytes.byteLength;
    return at;
  }

  toBytes(): Uint8Array {
    return Buffer.concat(this.#parts, this.#length);
  }
}
