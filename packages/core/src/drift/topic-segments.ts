import {
  cosineSimilarity,
  type Direction,
  toDirection,
  toUnitVector,
} from "../vector/direction.js";
import type { CosineScale } from "./cosine-profile.js";
import { roundTo, stateDecimals } from "./rounding.js";

/** Closed segments whose mean is kept. */
export const closedSegmentsMax = 8;

/**
 * Weight, in exchanges, that the mean of a segment can gain. A heavier quantised mean would no
 * longer follow: a new exchange would round away.
 */
export const segmentLengthMax = 64;

/** A return is at least this similar to the earlier segment, on the scale of the weights … */
const returnSimilarityMin = 0.3;
/** … and closer to it than to the current segment by this much. */
const returnMarginMin = 0.1;

/** The topic segments of a session: the current one and the closed ones. Constant size. */
export interface TopicSegments {
  /** Mean direction of the current segment's exchanges; absent before the first. */
  readonly current?: Direction;
  /** Length of the sum of the current segment's unit vectors: the weight of its mean. */
  readonly currentLength: number;
  /** Mean directions of the newest closed segments, oldest first, at most 8. */
  readonly closed: readonly Direction[];
  /** Segments closed since the session began, also those no longer kept. */
  readonly closedCount: number;
}

/** The segments of a fresh session. */
export const initialSegments: TopicSegments = { currentLength: 0, closed: [], closedCount: 0 };

/** Adds an exchange to the current segment. */
export function extendSegment(segments: TopicSegments, exchange: Direction): TopicSegments {
  const { current, currentLength } = segments;
  if (current === undefined) return { ...segments, current: exchange, currentLength: 1 };
  const mean = toUnitVector(current);
  const unit = toUnitVector(exchange);
  const sum = new Float64Array(unit.length);
  let squares = 0;
  for (let i = 0; i < sum.length; i++) {
    const x = (mean[i] as number) * currentLength + (unit[i] as number);
    sum[i] = x;
    squares += x * x;
  }
  if (squares === 0) return segments;
  const length = Math.min(segmentLengthMax, Math.sqrt(squares));
  return {
    ...segments,
    current: toDirection(sum),
    currentLength: roundTo(length, stateDecimals),
  };
}

/** Closes the current segment; the next exchange opens another. */
export function closeSegment({ current, closed, closedCount }: TopicSegments): TopicSegments {
  if (current === undefined) return { currentLength: 0, closed, closedCount };
  return {
    currentLength: 0,
    closed: [...closed, current].slice(-closedSegmentsMax),
    closedCount: closedCount + 1,
  };
}

/**
 * Ordinal (0 = first of the session) of the closed segment that a new topic returns to, when one
 * is clearly closer than the current segment. Misses elliptical returns: information only.
 */
export function returnedSegment(
  segments: TopicSegments,
  direction: Direction,
  scale: CosineScale,
): number | undefined {
  const { current, closed, closedCount } = segments;
  if (current === undefined || closed.length === 0) return undefined;
  const similarities = closed.map((segment) => scale(cosineSimilarity(direction, segment)));
  const best = Math.max(...similarities);
  const margin = best - scale(cosineSimilarity(direction, current));
  if (best < returnSimilarityMin || margin < returnMarginMin) return undefined;
  return closedCount - closed.length + similarities.indexOf(best);
}
