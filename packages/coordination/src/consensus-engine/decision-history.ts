import { adaptiveThreshold, disagreement } from "./adaptive-threshold.js";
import { consensusLimits } from "./consensus-limits.js";
import {
  type ConsensusStatistics,
  countVote,
  noVoterCounts,
  type VoterCounts,
  voterStatistics,
} from "./consensus-statistics.js";
import type { Ballots } from "./decide.js";
import {
  type ConsensusLevel,
  consensusLevels,
  type Proposal,
  type ProposalStatus,
  type VoteInput,
} from "./proposal.js";

type ClosedStatus = Exclude<ProposalStatus, "open">;

/** Closed proposals of one level. */
export type ClosedCounts = Readonly<Record<ClosedStatus, number>>;

/** A history as plain data. */
export interface HistoryData {
  readonly closed: readonly Proposal[];
  readonly votes: readonly VoteInput[];
  readonly disagreements: readonly number[];
  readonly closedCounts: Readonly<Record<ConsensusLevel, ClosedCounts>>;
  readonly voterCounts: readonly (readonly [voterId: string, counts: VoterCounts])[];
}

const noneClosed: ClosedCounts = { accepted: 0, rejected: 0, expired: 0 };

export const emptyHistory: HistoryData = {
  closed: [],
  votes: [],
  disagreements: [],
  closedCounts: byLevel(() => noneClosed),
  voterCounts: [],
};

/** What was voted and decided, as far back as the limits go, and counts of all of it. */
export class DecisionHistory {
  readonly #closed: Map<string, Proposal>;
  readonly #votes: VoteInput[];
  readonly #disagreements: number[];
  readonly #voterCounts: Map<string, VoterCounts>;
  #closedCounts: Readonly<Record<ConsensusLevel, ClosedCounts>>;

  constructor(data: HistoryData = emptyHistory) {
    this.#closed = new Map(data.closed.map((proposal) => [proposal.id, proposal]));
    this.#votes = [...data.votes];
    this.#disagreements = [...data.disagreements];
    this.#voterCounts = new Map(data.voterCounts);
    this.#closedCounts = data.closedCounts;
  }

  /** Newest last. */
  get votes(): readonly VoteInput[] {
    return this.#votes;
  }

  /** Newest last. */
  get closed(): readonly Proposal[] {
    return [...this.#closed.values()];
  }

  find(proposalId: string): Proposal | undefined {
    return this.#closed.get(proposalId);
  }

  /** What a proposal made now would need. */
  adaptiveThreshold(): number {
    return adaptiveThreshold(this.#disagreements);
  }

  addVote({ proposalId, voterId, choice, atMs }: VoteInput): void {
    this.#votes.push({ proposalId, voterId, choice, atMs });
    if (this.#votes.length > consensusLimits.historyMax) this.#votes.shift();
  }

  /** Begins to count a voter's agreement. */
  addVoter(voterId: string): void {
    if (!this.#voterCounts.has(voterId)) this.#voterCounts.set(voterId, noVoterCounts);
  }

  removeVoter(voterId: string): void {
    this.#voterCounts.delete(voterId);
  }

  /** Keeps a closed proposal and counts its votes. */
  close(proposal: Proposal, outcome: ClosedStatus, ballots: Ballots): void {
    this.#closed.set(proposal.id, proposal);
    if (this.#closed.size > consensusLimits.historyMax) {
      const [oldest] = this.#closed.keys();
      if (oldest !== undefined) this.#closed.delete(oldest);
    }
    const counts = this.#closedCounts[proposal.level];
    const raised = { ...counts, [outcome]: counts[outcome] + 1 };
    this.#closedCounts = { ...this.#closedCounts, [proposal.level]: raised };
    if (outcome === "expired") return;
    for (const [voterId, choice] of ballots) {
      const voter = this.#voterCounts.get(voterId);
      if (voter !== undefined) this.#voterCounts.set(voterId, countVote(voter, choice, outcome));
    }
    const divided = disagreement(proposal.tally);
    if (divided === undefined) return;
    this.#disagreements.push(divided);
    if (this.#disagreements.length > consensusLimits.adaptiveWindow) this.#disagreements.shift();
  }

  statistics(open: Iterable<{ readonly level: ConsensusLevel }>): ConsensusStatistics {
    const levelsOfOpen = [...open].map(({ level }) => level);
    return {
      levels: byLevel((level) => ({
        ...this.#closedCounts[level],
        open: levelsOfOpen.filter((it) => it === level).length,
      })),
      voters: [...this.#voterCounts].map(([id, counts]) => voterStatistics(id, counts)),
    };
  }

  toData(): HistoryData {
    return {
      closed: this.closed,
      votes: [...this.#votes],
      disagreements: [...this.#disagreements],
      closedCounts: this.#closedCounts,
      voterCounts: [...this.#voterCounts],
    };
  }
}

function byLevel<T>(value: (level: ConsensusLevel) => T): Record<ConsensusLevel, T> {
  const entries = consensusLevels.map((level) => [level, value(level)] as const);
  return Object.fromEntries(entries) as Record<ConsensusLevel, T>;
}
