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
/** Largest share of the voting weight that one voter may have, when there are three or more. */
export const shareMax = 1 / 3;

/**
 * Decides a proposal. A voter approves at a cosine of 0.75 less half of the trust in the proposer;
 * a vote weighs the voter's trust. It is accepted when more than half of the voting weight
 * approves, and somebody other than the proposer does.
 */
export function holdVote(proposerId: string, voters: readonly TrustedVoter[]): VoteOutcome {
  const proposer = voters.find(({ id }) => id === proposerId);
  const least = approvalThreshold - trustAllowance * (proposer?.trust ?? 0);
  const voting = voters.flatMap(({ id, trust, similarity }) =>
    similarity === undefined ? [] : [{ id, trust, approves: similarity >= least }],
  );
  const weights = cappedWeights(voting.map(({ trust }) => trust));
  let total = 0;
  let approving = 0;
  voting.forEach(({ approves }, i) => {
    total += weights[i] as number;
    if (approves) approving += weights[i] as number;
  });
  const isSeconded = voting.some(({ id, approves }) => approves && id !== proposerId);
  return {
    accepted: isSeconded && approving > total / 2,
    approvals: new Map(voting.map(({ id, approves }) => [id, approves])),
  };
}

/**
 * The weights with the largest cut so that none is more than a third of their sum. At most two can
 * be: cut one to half of the others' sum, or, when the second is above that, both to the sum of the
 * rest.
 */
export function cappedWeights(weights: readonly number[]): readonly number[] {
  if (weights.length < 3) return weights;
  const [first = 0, second = 0, ...rest] = [...weights].sort((a, b) => b - a);
  const others = rest.reduce((sum, weight) => sum + weight, 0);
  const cap = second > (second + others) / 2 ? others : (second + others) / 2;
  return first <= cap ? weights : weights.map((weight) => Math.min(weight, cap));
}
