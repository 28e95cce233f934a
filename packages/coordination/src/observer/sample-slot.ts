/**
 * The slot that a time falls into: the newest multiple of the interval, in Unix milliseconds. Every
 * worker computes the same slots, so a slot is sampled once whoever comes first; slots that nobody
 * was there for are not made up.
 */
export function sampleSlotMs(nowMs: number, intervalMs: number): number {
  return Math.floor(nowMs / intervalMs) * intervalMs;
}
