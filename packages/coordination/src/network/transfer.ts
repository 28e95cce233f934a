import { blend } from "../cluster/aggregate.js";
import { lengthOf, unitVector } from "../cluster/unit-vector.js";

/** What a transfer does to the target's state. */
export interface Transfer {
  /** The target's new state, of length 1. */
  readonly vector: Float32Array;
  /** Length of the difference to the target's unit state before. */
  readonly deltaNorm: number;
}

/**
 * `unit(target + weight · (source − target))` on unit states, or `undefined` when either has no
 * state or they cancel out.
 */
export function transferState(
  source: ArrayLike<number>,
  target: ArrayLike<number>,
  weight: number,
): Transfer | undefined {
  const from = unitVector(source);
  const to = unitVector(target);
  if (from === undefined || to === undefined) return undefined;
  const moved = unitVector(blend(to, from, weight));
  if (moved === undefined) return undefined;
  const deltaNorm = lengthOf(moved.map((x, i) => x - (to[i] as number)));
  return { vector: Float32Array.from(moved), deltaNorm };
}
