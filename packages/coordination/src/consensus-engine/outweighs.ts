import { weightCap } from "./weight-cap.js";

/** Voting weights of those who took a side. */
export interface Sides {
  readonly approve: readonly number[];
  readonly reject: readonly number[];
}

/** Sums of rounded numbers that differ by less than this share of their sum are a tie. */
const tieShare = 1e-12;

/** Whether more than half of the weight approves, each weight capped ({@link weightCap}). */
export function outweighs({ approve, reject }: Sides): boolean {
  const cap = weightCap([...approve, ...reject]);
  const approving = cappedSum(approve, cap);
  const rejecting = cappedSum(reject, cap);
  return approving - rejecting > tieShare * (approving + rejecting);
}

function cappedSum(weights: readonly number[], cap: number): number {
  return weights.reduce((sum, weight) => sum + Math.min(weight, cap), 0);
}
