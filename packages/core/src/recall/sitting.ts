/** A silence longer than this ends a sitting. */
export const sittingGapMs = 4 * 60 * 60 * 1000;

/**
 * Whether a unit at `currentMs` opens a new sitting after one at `previousMs`: more than
 * {@link sittingGapMs} have passed. Both in milliseconds since the epoch.
 */
export function opensSitting(previousMs: number, currentMs: number): boolean {
  return currentMs - previousMs > sittingGapMs;
}
