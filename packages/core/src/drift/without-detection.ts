import type { DriftReading } from "./score-drift.js";

/**
 * The reading of a session that does not detect drift: score 0 and no return to an earlier topic.
 * So there is nothing for a reply to take back either. Similarity is measured all the same.
 */
export function withoutDetection<T extends Omit<DriftReading, "features">>(
  reading: T,
): Omit<T, "returnedTo"> {
  const { returnedTo: _none, ...rest } = reading;
  return { ...rest, score: 0, pending: { ...reading.pending, score: 0 } };
}
