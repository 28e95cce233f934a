/** The rules by which votes become a decision; {@link isAccepted} defines each. */
export const consensusLevels = [
  "simple_majority",
  "qualified_majority",
  "unanimous",
  "weighted_vote",
  "adaptive_threshold",
] as const;

/** One of {@link consensusLevels}. */
export type ConsensusLevel = (typeof consensusLevels)[number];

/** `abstain` counts toward the quorum and for neither side. */
export type VoteChoice = "approve" | "reject" | "abstain";

/**
 * `open` until it is decided: `accepted` or `rejected` by the votes; `expired` when the deadline
 * came without a quorum. All but `open` are final.
 */
export type ProposalStatus = "open" | "accepted" | "rejected" | "expired";

/** How many voters chose what. */
export interface Tally {
  readonly approve: number;
  readonly reject: number;
  readonly abstain: number;
}

/** A proposal as it stands. */
export interface Proposal {
  readonly id: string;
  readonly subject: string;
  readonly level: ConsensusLevel;
  readonly openedAtMs: number;
  /** Votes count before this time, not at it. */
  readonly deadlineMs: number;
  /** Least fraction of the electorate that has to vote, abstentions included. */
  readonly quorum: number;
  /** Voters registered when it was made: only they vote, with their weight and trust of then. */
  readonly electorateSize: number;
  /** Fraction of the sides that has to approve, set when it was made; `null` at other levels. */
  readonly adaptiveThreshold: number | null;
  readonly status: ProposalStatus;
  /** `null` while it is open. */
  readonly closedAtMs: number | null;
  readonly tally: Tally;
}

/** A proposal to make. Times are milliseconds since any epoch, the same for all calls. */
export interface ProposalInput {
  /** 1..128 UTF-16 units. */
  readonly id: string;
  readonly level: ConsensusLevel;
  /** What is decided, for people. 0..1 024 UTF-16 units. Default empty. */
  readonly subject?: string;
  readonly atMs: number;
  /** After `atMs`. */
  readonly deadlineMs: number;
  /** 0..1. Default {@link defaultQuorum}. One vote is needed in any case. */
  readonly quorum?: number;
}

/** A vote to cast, or to change. */
export interface VoteInput {
  readonly proposalId: string;
  readonly voterId: string;
  readonly choice: VoteChoice;
  readonly atMs: number;
}

/** Half of the electorate. */
export const defaultQuorum = 0.5;
