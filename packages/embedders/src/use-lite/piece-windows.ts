import { windowPiecesMax } from "./architecture.js";

/**
 * Windows that one text is read in, at most. With 128 pieces each that is about 1 500 English
 * words read in full, and a bound on the time that one text can take.
 */
export const textWindowsMax = 16;

/**
 * Cuts a text's pieces into windows that the model can read.
 *
 * Up to 16 × 128 pieces every piece is read once, in windows whose sizes differ by at most one: an
 * even cut, so that no short last window weighs as much as a full one. Longer texts are sampled
 * by 16 full windows at even distances, the first at the start and the last at the end.
 */
export function cutIntoWindows(pieces: readonly number[]): (readonly number[])[] {
  if (pieces.length <= windowPiecesMax) return [pieces];
  const count = Math.min(textWindowsMax, Math.ceil(pieces.length / windowPiecesMax));
  const isSampled = pieces.length > count * windowPiecesMax;
  return Array.from({ length: count }, (_, index) => {
    if (isSampled) {
      const start = Math.round((index * (pieces.length - windowPiecesMax)) / (count - 1));
      return pieces.slice(start, start + windowPiecesMax);
    }
    const boundary = (at: number) => Math.floor((at * pieces.length) / count);
    return pieces.slice(boundary(index), boundary(index + 1));
  });
}
