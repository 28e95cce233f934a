import { CodecError } from "../errors.js";
import { type CborMap, type CborValue, isMap } from "./cbor-value.js";

/** Highest count that is read: far above any true one, and still safe to count on from. */
export const counterMax = 1e12;

/** Bounds of a number, both included. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/**
 * Reads a decoded map field by field, checking each: what comes from a file or a database is
 * rebuilt, never cast. Errors say where. Fields that nothing has read are refused by
 * {@link FieldReader.end}.
 */
export class FieldReader {
  readonly path: string;
  readonly #map: CborMap;
  readonly #unread: Set<string>;

  /** @throws CodecError when the value is not a map */
  constructor(value: CborValue | undefined, path: string) {
    if (!isMap(value)) throw new CodecError(`${path}: expected a map`);
    this.path = path;
    this.#map = value;
    this.#unread = new Set(Object.keys(value));
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#map, name) && this.#map[name] !== undefined;
  }

  /** @throws CodecError when a field was not read: nothing unknown slips through */
  end(): void {
    for (const name of this.#unread) throw this.error(name, "is not a known field");
  }

  error(name: string, problem: string): CodecError {
    return new CodecError(`${this.path}.${name}: ${problem}`);
  }

  value(name: string): CborValue {
    this.#unread.delete(name);
    const value = Object.hasOwn(this.#map, name) ? this.#map[name] : undefined;
    if (value === undefined) throw this.error(name, "is missing");
    return value;
  }

  /** What `read` gives for a field that is there, else an empty object: spread it. */
  optional<K extends string, T>(name: K, read: (name: K) => T): { [key in K]?: T } {
    return this.has(name) ? ({ [name]: read(name) } as { [key in K]?: T }) : {};
  }

  number(name: string, range: Range = {}): number {
    const value = this.value(name);
    if (typeof value !== "number") throw this.error(name, "expected a number");
    if (value < (range.min ?? -Infinity) || value > (range.max ?? Infinity)) {
      throw this.error(name, `${value} is out of bounds`);
    }
    return value;
  }

  /** A whole number, from 0 and at most {@link counterMax} unless the range says otherwise. */
  integer(name: string, range: Range = {}): number {
    const value = this.number(name, { min: 0, max: counterMax, ...range });
    if (!Number.isSafeInteger(value)) throw this.error(name, "expected a whole number");
    return value;
  }

  boolean(name: string): boolean {
    const value = this.value(name);
    if (typeof value !== "boolean") throw this.error(name, "expected true or false");
    return value;
  }

  /** A field that is written only when it is true. */
  flag(name: string): true {
    if (this.value(name) !== true) throw this.error(name, "expected true");
    return true;
  }

  text(name: string, lengthMax: number): string {
    const value = this.value(name);
    if (typeof value !== "string") throw this.error(name, "expected text");
    if (value.length > lengthMax) throw this.error(name, `is longer than ${lengthMax}`);
    return value;
  }

  oneOf<T extends string | number>(name: string, allowed: readonly T[]): T {
    const value = this.value(name);
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw this.error(name, `expected one of ${allowed.join(", ")}`);
    return found;
  }

  list(name: string, lengthMax: number): readonly CborValue[] {
    const value = this.value(name);
    if (!Array.isArray(value)) throw this.error(name, "expected a list");
    if (value.length > lengthMax) throw this.error(name, `has more than ${lengthMax} items`);
    return value as readonly CborValue[];
  }

  texts(name: string, countMax: number, lengthMax: number): string[] {
    return this.list(name, countMax).map((item) => {
      if (typeof item !== "string" || item.length > lengthMax) {
        throw this.error(name, `expected texts of at most ${lengthMax}`);
      }
      return item;
    });
  }

  integers(name: string, countMax: number, range: Range = {}): number[] {
    return this.list(name, countMax).map((item) => {
      const ok =
        Number.isSafeInteger(item) &&
        Number(item) >= (range.min ?? 0) &&
        Number(item) <= (range.max ?? counterMax);
      if (!ok) throw this.error(name, "expected whole numbers within bounds");
      return Number(item);
    });
  }

  /** Nested maps, each read by `read`. */
  maps<T>(name: string, countMax: number, read: (reader: FieldReader) => T): T[] {
    return this.list(name, countMax).map((item, index) =>
      readWhole(item, `${this.path}.${name}[${index}]`, read),
    );
  }

  map<T>(name: string, read: (reader: FieldReader) => T): T {
    return readWhole(this.value(name), `${this.path}.${name}`, read);
  }

  bytes(name: string): Uint8Array {
    const value = this.value(name);
    if (!(value instanceof Uint8Array)) throw this.error(name, "expected bytes");
    return value;
  }

  /** Floats, as many as `length` says or at most `lengthMax`. */
  floats(
    name: string,
    bounds: { readonly length?: number; readonly lengthMax?: number },
  ): number[] {
    const value = this.value(name);
    if (!(value instanceof Float64Array)) throw this.error(name, "expected 64-bit floats");
    this.#checkLength(name, value.length, bounds);
    return Array.from(value);
  }

  float32s(name: string, length: number): Float32Array {
    const value = this.value(name);
    if (!(value instanceof Float32Array)) throw this.error(name, "expected 32-bit floats");
    this.#checkLength(name, value.length, { length });
    return value;
  }

  /** Signed bytes, as many as `length` says when it says so. */
  int8s(name: string, length?: number): Int8Array {
    const value = this.value(name);
    if (!(value instanceof Int8Array)) throw this.error(name, "expected signed bytes");
    if (length !== undefined) this.#checkLength(name, value.length, { length });
    return value;
  }

  /** A direction: signed bytes, not all zero. */
  direction(name: string, dimension?: number): Int8Array {
    const value = this.int8s(name, dimension);
    if (value.every((code) => code === 0)) throw this.error(name, "a direction is zero");
    return value;
  }

  #checkLength(
    name: string,
    length: number,
    bounds: { readonly length?: number; readonly lengthMax?: number },
  ): void {
    const isWrong = bounds.length !== undefined && length !== bounds.length;
    if (isWrong || length > (bounds.lengthMax ?? Infinity)) {
      throw this.error(name, `has ${length} numbers`);
    }
  }
}

/** Reads a map with `read` and refuses fields it did not ask for. */
export function readWhole<T>(
  value: CborValue | undefined,
  path: string,
  read: (reader: FieldReader) => T,
): T {
  const reader = new FieldReader(value, path);
  const result = read(reader);
  reader.end();
  return result;
}
