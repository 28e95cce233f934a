import { outweighs, type Sides } from "./outweighs.js";
import type { ConsensusLevel } from "./proposal.js";

/** What a decision needs beside the votes. */
export interface AcceptanceRule {
  readonly level: ConsensusLevel;
  readonly adaptiveThreshold: number | null;
}

/**
 * Whether these sides carry a proposal. With A and R the numbers who approve and reject:
 *
 * - `simple_majority`: A / (A + R) > 1/2.
 * - `qualified_majority`: A / (A + R) ≥ 2/3.
 * - `unanimous`: R = 0. Abstentions do not stand in the way.
 * - `weighted_vote`: the voting weight of those who approve is more than half of that of both
 *   sides. A vote weighs weight × trust, capped so that nobody has more than a third when three or
 *   more take a side ({@link weightCap}).
 * - `adaptive_threshold`: A / (A + R) > 1/2 and ≥ {@link adaptiveThreshold}.
 *
 * Nothing is accepted without at least one who approves. One more who rejects never makes a
 * proposal accepted, and one more who approves never makes it fail: decisions before the deadline
 * rest on this.
 */
export function isAccepted(rule: AcceptanceRule, sides: Sides): boolean {
  const approve = sides.approve.length;
  const reject = sides.reject.length;
  if (approve === 0) return false;
  switch (rule.level) {
    case "simple_majority":
      return approve > reject;
    case "qualified_majority":
      return 3 * approve >= 2 * (approve + reject);
    case "unanimous":
      return reject === 0;
    case "weighted_vote":
      return outweighs(sides);
    case "adaptive_threshold": {
      const needed = (rule.adaptiveThreshold ?? 0) * (approve + reject);
      return approve > reject && approve >= needed;
    }
  }
}
