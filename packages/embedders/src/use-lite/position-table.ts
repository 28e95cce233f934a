import { pieceDimension, windowPiecesMax } from "./architecture.js";

/**
 * Sinusoidal position signal, one row of 256 per position: sines, then cosines, of the position
 * times each frequency of the model. Computed once, as per call it would cost a tenth of a run.
 *
 * Vaswani et al., "Attention Is All You Need", 2017, section 3.5.
 */
export function createPositionTable(frequencies: Float32Array): Float32Array {
  const half = pieceDimension / 2;
  const table = new Float32Array(windowPiecesMax * pieceDimension);
  for (let position = 0; position < windowPiecesMax; position++) {
    for (let index = 0; index < half; index++) {
      const angle = position * (frequencies[index] as number);
      table[position * pieceDimension + index] = Math.sin(angle);
      table[position * pieceDimension + half + index] = Math.cos(angle);
    }
  }
  return table;
}
