/**
 * Activations are rounded to ±4095 per row (12 bits and a sign). The scale of each weight column
 * is chosen so that 4095 × Σ|weight| stays below 2³¹: sums cannot overflow, for any input.
 */
export const activationLevels = 4095;

const int16Max = 32_767;
const int32Max = 2 ** 31 - 1;
const panelColumns = 8;

/** A dense layer to pack: `input · kernel + bias`, kernel row-major. */
export interface DenseLayer {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** Gain and shift of the layer normalisation before it, folded in. Default: none. */
  readonly norm?: { readonly gain: Float32Array; readonly shift: Float32Array };
  /** Multiplies an output column, weights and bias. Default: 1. */
  readonly factor?: (column: number) => number;
  /** `panels`: for the dense kernels; `rows`: for the kernel that reads single rows. */
  readonly order: "panels" | "rows";
}

/** int16 weights in the order the kernels read them, with a scale and a bias per column. */
export interface PackedMatrix {
  readonly values: Int16Array;
  /** What a sum is multiplied by: 1 / the scale that the weights were multiplied by. */
  readonly scales: Float32Array;
  readonly biases: Float32Array;
}

/** Rounds and reorders a dense layer's weights. */
export function packMatrix(layer: DenseLayer): PackedMatrix {
  const { rows, columns, order } = layer;
  const weights = foldedWeights(layer);
  const columnScales = chooseColumnScales(weights, rows, columns);
  const values = new Int16Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const source = row * columns + column;
      const target = order === "rows" ? source : panelIndex(row, column, rows);
      values[target] = Math.round((weights[source] as number) * (columnScales[column] as number));
    }
  }
  return {
    values,
    scales: Float32Array.from(columnScales, (scale) => 1 / scale),
    biases: Float32Array.from(foldedBiases(layer)),
  };
}

/** Panels of 8 columns; in a panel, pairs of rows, the two rows of a pair interleaved. */
function panelIndex(row: number, column: number, rows: number): number {
  const panel = Math.floor(column / panelColumns) * rows * panelColumns;
  const pair = (row >> 1) * panelColumns * 2;
  return panel + pair + (column % panelColumns) * 2 + (row & 1);
}

function foldedWeights({ kernel, norm, factor, rows, columns }: DenseLayer): Float64Array {
  const factors = Float64Array.from({ length: columns }, (_, column) => factor?.(column) ?? 1);
  const folded = new Float64Array(kernel.length);
  for (let row = 0; row < rows; row++) {
    const gain = norm?.gain[row] ?? 1;
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      folded[index] = (kernel[index] as number) * gain * (factors[column] as number);
    }
  }
  return folded;
}

function foldedBiases({ kernel, bias, norm, factor, rows, columns }: DenseLayer): Float64Array {
  return Float64Array.from(bias, (value, column) => {
    let sum = value;
    for (let row = 0; norm !== undefined && row < rows; row++) {
      sum += (norm.shift[row] as number) * (kernel[row * columns + column] as number);
    }
    return sum * (factor?.(column) ?? 1);
  });
}

function chooseColumnScales(weights: Float64Array, rows: number, columns: number): Float64Array {
  const largest = new Float64Array(columns);
  const sums = new Float64Array(columns);
  for (let index = 0; index < weights.length; index++) {
    const column = index % columns;
    const magnitude = Math.abs(weights[index] as number);
    largest[column] = Math.max(largest[column] as number, magnitude);
    sums[column] = (sums[column] as number) + magnitude;
  }
  // Rounding may add half a unit per row, so a unit per row is set aside.
  const sumMax = (int32Max - activationLevels * rows) / activationLevels;
  return largest.map((peak, column) =>
    Math.min(int16Max / peak, sumMax / (sums[column] as number)),
  );
}
