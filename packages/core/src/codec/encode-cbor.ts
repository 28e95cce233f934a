import { CodecError } from "../errors.js";
import { cborDepthMax, cborTag, forbiddenKeys } from "./cbor-value.js";

const utf8 = new TextEncoder();

/**
 * Encodes a value as deterministic CBOR (RFC 8949 §4.2: shortest integers, definite lengths, map
 * keys sorted bytewise) with the typed arrays of RFC 8746. Equal values give equal bytes, so a
 * hash of the bytes is a hash of the value. Fractions are always 64-bit floats, and -0 is 0.
 * Properties that are `undefined` are left out.
 *
 * @param value - a `CborValue`; checked here, since an interface cannot be told from one by type
 * @throws CodecError for NaN, infinities, lone surrogates, forbidden keys, anything that is not
 *   plain data, and nesting deeper than {@link cborDepthMax}
 */
export function encodeCbor(value: unknown): Uint8Array {
  const writer = new Writer();
  writeValue(writer, value, 0);
  return writer.finish();
}

class Writer {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }

  /** The initial byte and the shortest form of its argument. */
  head(major: number, argument: number): void {
    const type = major << 5;
    if (argument < 24) {
      this.byte(type | argument);
    } else if (argument <= 0xff) {
      this.byte(type | 24);
      this.byte(argument);
    } else if (argument <= 0xffff) {
      this.byte(type | 25);
      const at = this.#reserve(2);
      this.#view.setUint16(at, argument);
    } else if (argument <= 0xffffffff) {
      this.byte(type | 26);
      const at = this.#reserve(4);
      this.#view.setUint32(at, argument);
    } else {
      this.byte(type | 27);
      const at = this.#reserve(8);
      this.#view.setBigUint64(at, BigInt(argument));
    }
  }

  byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  float64(value: number): void {
    this.byte(0xfb);
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

function writeValue(writer: Writer, value: unknown, depth: number): void {
  if (depth > cborDepthMax) throw new CodecError(`nested deeper than ${cborDepthMax} levels`);
  if (value === null) writer.byte(0xf6);
  else if (typeof value === "boolean") writer.byte(value ? 0xf5 : 0xf4);
  else if (typeof value === "number") writeNumber(writer, value);
  else if (typeof value === "string") writeText(writer, value);
  else if (isBytes(value)) writeBytes(writer, value);
  else if (Array.isArray(value)) {
    writer.head(4, value.length);
    for (const item of value) writeValue(writer, item, depth + 1);
  } else if (isPlainObject(value)) writeMap(writer, value, depth);
  else throw new CodecError(`a value of type ${typeof value} is not plain data`);
}

type Bytes = Uint8Array | Int8Array | Float32Array | Float64Array;

function isBytes(value: unknown): value is Bytes {
  return (
    value instanceof Uint8Array ||
    value instanceof Int8Array ||
    value instanceof Float32Array ||
    value instanceof Float64Array
  );
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function writeNumber(writer: Writer, value: number): void {
  if (Number.isSafeInteger(value)) {
    if (value >= 0) writer.head(0, value + 0);
    else writer.head(1, -1 - value);
  } else if (Number.isFinite(value)) {
    writer.float64(value);
  } else {
    throw new CodecError(`${value} has no canonical encoding`);
  }
}

/** A surrogate code unit that is not half of a pair. */
const loneSurrogate = /\p{Surrogate}/u;

function writeText(writer: Writer, value: string): void {
  if (loneSurrogate.test(value)) throw new CodecError("text holds a lone surrogate");
  const bytes = utf8.encode(value);
  writer.head(3, bytes.length);
  writer.raw(bytes);
}

function writeBytes(writer: Writer, value: Bytes): void {
  if (value instanceof Int8Array) writer.head(6, cborTag.int8);
  else if (value instanceof Float32Array) writer.head(6, cborTag.float32);
  else if (value instanceof Float64Array) writer.head(6, cborTag.float64);
  const isFloat = value instanceof Float32Array || value instanceof Float64Array;
  if (isFloat && !value.every((x) => Number.isFinite(x))) {
    throw new CodecError("a float array holds a number that is not finite");
  }
  const bytes = littleEndian(value);
  writer.head(2, bytes.length);
  writer.raw(bytes);
}

/** The array's bytes in little-endian order, whatever the platform's own. */
function littleEndian(value: Bytes): Uint8Array {
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value.BYTES_PER_ELEMENT === 1 || platformIsLittleEndian) return bytes;
  const swapped = bytes.slice();
  for (let at = 0; at < swapped.length; at += value.BYTES_PER_ELEMENT) {
    swapped.subarray(at, at + value.BYTES_PER_ELEMENT).reverse();
  }
  return swapped;
}

const platformIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function writeMap(writer: Writer, value: object, depth: number): void {
  const entries: { key: Uint8Array; item: unknown }[] = [];
  for (const [name, item] of Object.entries(value) as [string, unknown][]) {
    if (item === undefined) continue;
    if (forbiddenKeys.has(name)) throw new CodecError(`the key ${name} is not allowed`);
    const key = new Writer(name.length + 16);
    writeText(key, name);
    entries.push({ key: key.finish(), item });
  }
  entries.sort((a, b) => compareBytes(a.key, b.key));
  writer.head(5, entries.length);
  for (const { key, item } of entries) {
    writer.raw(key);
    writeValue(writer, item, depth + 1);
  }
}

/** Bytewise lexicographic order, the key order of RFC 8949 §4.2.1. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
