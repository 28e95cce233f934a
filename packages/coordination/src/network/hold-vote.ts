import { outweighs } from "../consensus-engine/outweighs.js";

/** What a session brings to a vote. */
export interface TrustedVoter {
  readonly id: string;
  /** In (0, 1). */
  readonly trust: number;
  /** Cosine of its state to what is proposed. Absent: it has no state, and abstains. */
  readonly similarity?: number;
}

/** How a vote ended. */
export interface VoteOutcome {
  readonly accepted: boolean;
  /** Who voted, and whether for it. Those that abstained are not here. */
  readonly approvals: ReadonlyMap<string, boolean>;
}

/** Cosine that a proposer of no trust needs; full trust takes {@link trustAllowance} off. */
export const approvalThreshold = 0.75;
/** What full trust in the proposer takes off the threshold. */
export const trustAllowance = 0.5;

/**
 * Decides a proposal. A voter approves at a cosine of 0.75 less half of the trust in the proposer;
 * a vote weighs the voter's trust, capped ({@link outweighs}). It is accepted when more than half
 * of the voting weight approves, and somebody other than the proposer does.
 */
export function holdVote(proposerId: string, voters: readonly TrustedVoter[]): VoteOutcome {
  const proposer = voters.find(({ id }) => id === proposerId);
  const least = approvalThreshold - trustAllowance * (proposer?.trust ?? 0);
  const voting = voters.flatMap(({ id, trust, similarity }) =>
    similarity === undefined ? [] : [{ id, trust, approves: similarity >= least }],
  );
  const trustOf = (approving: boolean) =>
    voting.filter(({ approves }) => approves === approving).map(({ trust }) => trust);
  const isSeconded = voting.some(({ id, approves }) => approves && id !== proposerId);
  return {
    accepted: isSeconded && outweighs({ approve: trustOf(true), reject: trustOf(false) }),
    approvals: new Map(voting.map(({ id, approves }) => [id, approves])),
  };
}
