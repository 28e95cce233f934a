/** Cosine of two unit vectors. */
export function cosine(left: Float32Array | undefined, right: Float32Array | undefined): number {
  let sum = 0;
  left?.forEach((value, index) => {
    sum += value * (right?.[index] ?? 0);
  });
  return sum;
}

/** The bits of a vector, to compare exactly. */
export function bits(vector: Float32Array | undefined): string {
  if (vector === undefined) throw new Error("there is no vector");
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("hex");
}
