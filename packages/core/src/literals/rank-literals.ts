import { InvalidArgumentError } from "../errors.js";
import type { Literal } from "./literal.js";
import { literalLimits } from "./literal-limits.js";

/** A literal and how well it matches. */
export interface ScoredLiteral {
  readonly literal: Literal;
  readonly score: number;
}

/**
 * The best literals: by score, then importance, then the newest first.
 *
 * @throws InvalidArgumentError when `limit` is not a whole number from 1 to 1000
 */
export function rankLiterals(scored: ScoredLiteral[], limit: number): Literal[] {
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= literalLimits.resultCountMax)) {
    throw new InvalidArgumentError(
      `a number of literals must be a whole number from 1 to ${literalLimits.resultCountMax}`,
    );
  }
  return scored
    .sort(compare)
    .slice(0, limit)
    .map((it) => it.literal);
}

function compare(a: ScoredLiteral, b: ScoredLiteral): number {
  return (
    b.score - a.score ||
    b.literal.importance - a.literal.importance ||
    b.literal.ordinal - a.literal.ordinal
  );
}
