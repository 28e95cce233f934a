import type { ConsensusLevel, ProposalStatus, VoteChoice } from "./proposal.js";

/** Proposals of one level, by what became of them. */
export type LevelStatistics = Readonly<Record<ProposalStatus, number>>;

/** Votes of one registered voter on proposals that were accepted or rejected. */
export interface VoterStatistics {
  readonly voterId: string;
  /** Votes for a side that was the outcome. */
  readonly agreed: number;
  /** Votes for the other side. */
  readonly disagreed: number;
  readonly abstained: number;
  /** Share of the sides taken that were the outcome; `null` when none was taken. */
  readonly agreement: number | null;
}

/** What an engine has decided so far. */
export interface ConsensusStatistics {
  readonly levels: Readonly<Record<ConsensusLevel, LevelStatistics>>;
  /** Registered voters, in the order of registration. */
  readonly voters: readonly VoterStatistics[];
}

/** The counts that {@link VoterStatistics} is made of. */
export type VoterCounts = Omit<VoterStatistics, "voterId" | "agreement">;

export const noVoterCounts: VoterCounts = { agreed: 0, disagreed: 0, abstained: 0 };

/** The counts after one more decision. */
export function countVote(
  counts: VoterCounts,
  choice: VoteChoice,
  outcome: "accepted" | "rejected",
): VoterCounts {
  if (choice === "abstain") return { ...counts, abstained: counts.abstained + 1 };
  return (choice === "approve") === (outcome === "accepted")
    ? { ...counts, agreed: counts.agreed + 1 }
    : { ...counts, disagreed: counts.disagreed + 1 };
}

export function voterStatistics(voterId: string, counts: VoterCounts): VoterStatistics {
  const sides = counts.agreed + counts.disagreed;
  return { voterId, ...counts, agreement: sides === 0 ? null : counts.agreed / sides };
}
