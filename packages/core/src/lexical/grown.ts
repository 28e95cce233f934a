/** Columns start this long and double when full. */
const capacityMin = 16;

/** The array itself when it holds `length` numbers already, else a copy at least twice as long. */
export function grownInt32(
  array: Int32Array<ArrayBuffer>,
  length: number,
): Int32Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const grown = new Int32Array(Math.max(length, array.length * 2, capacityMin));
  grown.set(array);
  return grown;
}

/** {@link grownInt32} for float64 columns. */
export function grownFloat64(
  array: Float64Array<ArrayBuffer>,
  length: number,
): Float64Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const grown = new Float64Array(Math.max(length, array.length * 2, capacityMin));
  grown.set(array);
  return grown;
}

/** {@link grownInt32} for columns of flags. */
export function grownUint8(
  array: Uint8Array<ArrayBuffer>,
  length: number,
): Uint8Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const grown = new Uint8Array(Math.max(length, array.length * 2, capacityMin));
  grown.set(array);
  return grown;
}
