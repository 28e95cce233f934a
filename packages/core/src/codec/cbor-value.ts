/**
 * What the canonical codec can carry: plain data without cycles, class instances or `undefined`
 * items. A property whose value is `undefined` is left out.
 */
export type CborValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Int8Array
  | Float32Array
  | Float64Array
  | readonly CborValue[]
  | { readonly [key: string]: CborValue | undefined };

/** A decoded map. */
export type CborMap = { readonly [key: string]: CborValue | undefined };

/** Deepest nesting of arrays and maps that is encoded or decoded. */
export const cborDepthMax = 32;

/** Typed-array tags of RFC 8746 §2.1 (little endian). */
export const cborTag = { int8: 72, float32: 85, float64: 86 } as const;

/** Keys that would reach an object's prototype; never encoded, never decoded. */
export const forbiddenKeys: ReadonlySet<string> = new Set([
  "__proto__",
  "constructor",
  "prototype",
]);

/** Whether a value is a map, and neither a list nor bytes. */
export function isMap(value: CborValue | undefined): value is CborMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value)
  );
}
