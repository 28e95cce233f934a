/** Runs the model over one window of pieces. */
export interface PieceEncoder {
  /**
   * @param pieces - 1 to {@link windowPiecesMax} piece ids.
   * @returns The model's output, not normalised.
   */
  encode(pieces: readonly number[]): Float32Array | Promise<Float32Array>;
}
