import { CodecError } from "../errors.js";
import {
  type CborMap,
  type CborValue,
  cborDepthMax,
  cborTag,
  forbiddenKeys,
} from "./cbor-value.js";
import { compareBytes } from "./encode-cbor.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decodes bytes made by `encodeCbor`, and nothing else: any other spelling of a value (longer
 * integers, unsorted keys, indefinite lengths, unknown tags) is refused, so that decoding and
 * encoding again always gives the same bytes.
 *
 * @throws CodecError when the bytes are truncated, damaged or not canonical
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const reader = new Reader(bytes);
  const value = readValue(reader, 0);
  if (!reader.atEnd) throw new CodecError(`${reader.rest} bytes follow the value`);
  return value;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    // A Node Buffer's `slice` shares its memory; the plain view's copies.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.#at;
  }

  get rest(): number {
    return this.#bytes.length - this.#at;
  }

  get atEnd(): boolean {
    return this.rest === 0;
  }

  #advance(count: number): number {
    if (count > this.rest) throw new CodecError(`the bytes end ${count - this.rest} too early`);
    const at = this.#at;
    this.#at += count;
    return at;
  }

  byte(): number {
    return this.#bytes[this.#advance(1)] as number;
  }

  /** The argument of a head whose additional information is `info`; only the shortest form. */
  argument(info: number): number {
    if (info < 24) return info;
    const [value, least] =
      info === 24
        ? [this.byte(), 24]
        : info === 25
          ? [this.#view.getUint16(this.#advance(2)), 0x100]
          : info === 26
            ? [this.#view.getUint32(this.#advance(4)), 0x10000]
            : info === 27
              ? [Number(this.#view.getBigUint64(this.#advance(8))), 0x100000000]
              : [Number.NaN, 0];
    if (!Number.isSafeInteger(value)) throw new CodecError("not a definite, safe length");
    if (value < least) throw new CodecError("an integer is longer than it needs to be");
    return value;
  }

  float64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  raw(count: number): Uint8Array {
    const at = this.#advance(count);
    return this.#bytes.subarray(at, at + count);
  }

  since(position: number): Uint8Array {
    return this.#bytes.subarray(position, this.#at);
  }
}

function readValue(reader: Reader, depth: number): CborValue {
  if (depth > cborDepthMax) throw new CodecError(`nested deeper than ${cborDepthMax} levels`);
  const initial = reader.byte();
  const major = initial >> 5;
  const info = initial & 31;
  switch (major) {
    case 0:
      return reader.argument(info);
    case 1:
      return -1 - reader.argument(info);
    case 2:
      return reader.raw(reader.argument(info)).slice();
    case 3:
      return readText(reader, info);
    case 4:
      return readArray(reader, info, depth);
    case 5:
      return readMap(reader, info, depth);
    case 6:
      return readTypedArray(reader, reader.argument(info));
    default:
      return readSimple(reader, initial);
  }
}

function readText(reader: Reader, info: number): string {
  const bytes = reader.raw(reader.argument(info));
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new CodecError("text is not UTF-8", { cause });
  }
}

function readArray(reader: Reader, info: number, depth: number): CborValue[] {
  const length = reader.argument(info);
  if (length > reader.rest) throw new CodecError("an array is longer than the bytes that are left");
  const items: CborValue[] = [];
  for (let i = 0; i < length; i++) items.push(readValue(reader, depth + 1));
  return items;
}

function readMap(reader: Reader, info: number, depth: number): CborMap {
  const length = reader.argument(info);
  if (length > reader.rest) throw new CodecError("a map is longer than the bytes that are left");
  const map: { [key: string]: CborValue } = {};
  let previous: Uint8Array | undefined;
  for (let i = 0; i < length; i++) {
    const start = reader.position;
    const initial = reader.byte();
    if (initial >> 5 !== 3) throw new CodecError("a map key is not text");
    const name = readText(reader, initial & 31);
    const key = reader.since(start);
    if (previous !== undefined && compareBytes(previous, key) >= 0) {
      throw new CodecError("map keys are repeated or out of order");
    }
    if (forbiddenKeys.has(name)) throw new CodecError(`the key ${name} is not allowed`);
    map[name] = readValue(reader, depth + 1);
    previous = key;
  }
  return map;
}

function readTypedArray(reader: Reader, tag: number): Int8Array | Float32Array | Float64Array {
  const initial = reader.byte();
  if (initial >> 5 !== 2) throw new CodecError("a typed array is not a byte string");
  const bytes = reader.raw(reader.argument(initial & 31));
  if (tag === cborTag.int8) return new Int8Array(bytes.slice().buffer);
  if (tag === cborTag.float32) return readFloats(bytes, 4, Float32Array);
  if (tag === cborTag.float64) return readFloats(bytes, 8, Float64Array);
  throw new CodecError(`tag ${tag} is not one of ours`);
}

function readFloats<T extends Float32Array | Float64Array>(
  bytes: Uint8Array,
  width: 4 | 8,
  type: new (length: number) => T,
): T {
  if (bytes.length % width !== 0) throw new CodecError("a float array is cut inside a number");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const floats = new type(bytes.length / width);
  for (let i = 0; i < floats.length; i++) {
    floats[i] = width === 4 ? view.getFloat32(i * 4, true) : view.getFloat64(i * 8, true);
    if (!Number.isFinite(floats[i])) throw new CodecError("a float array holds NaN or infinity");
  }
  return floats;
}

function readSimple(reader: Reader, initial: number): CborValue {
  if (initial === 0xf4) return false;
  if (initial === 0xf5) return true;
  if (initial === 0xf6) return null;
  if (initial !== 0xfb) throw new CodecError(`byte 0x${initial.toString(16)} starts no value`);
  const value = reader.float64();
  if (!Number.isFinite(value) || Number.isSafeInteger(value)) {
    throw new CodecError("a float is not canonical");
  }
  return value;
}
