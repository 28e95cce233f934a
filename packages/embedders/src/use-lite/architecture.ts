/**
 * Shape of Universal Sentence Encoder Lite: a two-layer transformer over sentence pieces, mean
 * pooling, and a tanh layer.
 *
 * Cer et al., "Universal Sentence Encoder", 2018 (arXiv:1803.11175).
 */

/** Numbers in an output vector, and in the hidden state of the second layer. */
export const outputDimension = 512;

/** Numbers in a piece's embedding, and in the hidden state of the first layer. */
export const pieceDimension = 256;

/** Units of each feed-forward layer. */
export const feedForwardDimension = 1536;

/** Attention heads of each layer. */
export const headCount = 4;

/** Rows of the piece embedding table; the last two belong to no piece of the vocabulary. */
export const pieceRowCount = 8002;

/** Pieces that the model reads at once. Longer texts are read in windows. */
export const windowPiecesMax = 128;

/** Added to the variance in every layer normalisation. */
export const layerNormEpsilon = 1e-6;

/** Width of the hidden state that enters each of the two layers. */
export const layerInputDimensions = [pieceDimension, outputDimension] as const;
