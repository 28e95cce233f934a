import { DimensionMismatchError } from "../errors.js";
import { type Direction, squaredNorm } from "../vector/direction.js";
import { controlLimits } from "./control-limits.js";
import { LimitExceededError } from "./errors.js";

/** Where a conversation is meant to stay, in the order they were set. Replaced, never changed. */
export type Anchors = readonly Direction[];

/** No anchors. */
export const noAnchors: Anchors = [];

/** Below this {@link anchorScore}, a conversation has left its anchors. */
export const anchorDriftThreshold = 0.6;

/**
 * The anchors with one more.
 *
 * @throws LimitExceededError when there are {@link controlLimits.anchorCountMax} already
 */
export function addAnchor(anchors: Anchors, direction: Direction): Anchors {
  if (anchors.length >= controlLimits.anchorCountMax) {
    throw new LimitExceededError("anchors", controlLimits.anchorCountMax, "it keeps those it has");
  }
  return [...anchors, direction];
}

/**
 * How well a conversation is aligned: the best cosine between its state vector and an anchor, in
 * [-1, 1]; 0 without an anchor or a state (a vector of zeros).
 *
 * @throws DimensionMismatchError when an anchor has another length than the state
 */
export function anchorScore(anchors: Anchors, state: Float32Array): number {
  let stateSquares = 0;
  for (const x of state) stateSquares += x * x;
  if (stateSquares === 0 || anchors.length === 0) return 0;
  let best = -1;
  for (const anchor of anchors) {
    if (anchor.length !== state.length) {
      throw new DimensionMismatchError(state.length, anchor.length);
    }
    let dot = 0;
    for (let i = 0; i < state.length; i++) dot += (state[i] as number) * (anchor[i] as number);
    best = Math.max(best, dot / Math.sqrt(stateSquares * squaredNorm(anchor)));
  }
  return Math.min(1, best);
}
