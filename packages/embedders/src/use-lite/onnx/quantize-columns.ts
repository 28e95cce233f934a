/**
 * Largest magnitude of a quantized weight: 7 bits, not 8. On x86 processors without VNNI the
 * product of unsigned and signed bytes is summed in 16 bits, which two full-range pairs would
 * saturate; at 63 they cannot, so every processor computes the same sums.
 */
export const weightLevels = 63;

/** A row-major matrix in int8, and the scale of each column: `value × scale ≈ weight`. */
export interface QuantizedMatrix {
  readonly values: Int8Array;
  readonly scales: Float32Array;
}

/** Rounds a row-major float matrix to int8 in ±{@link weightLevels}, with a scale per column. */
export function quantizeColumns(
  matrix: Float32Array,
  rows: number,
  columns: number,
): QuantizedMatrix {
  const scales = new Float32Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const magnitude = Math.abs(matrix[row * columns + column] as number);
      if (magnitude > (scales[column] as number)) scales[column] = magnitude;
    }
  }
  for (let column = 0; column < columns; column++) {
    scales[column] = (scales[column] as number) / weightLevels || 1;
  }
  const values = new Int8Array(rows * columns);
  for (let index = 0; index < values.length; index++) {
    values[index] = Math.round((matrix[index] as number) / (scales[index % columns] as number));
  }
  return { values, scales };
}
