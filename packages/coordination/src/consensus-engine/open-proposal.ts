import { consensusLimits } from "./consensus-limits.js";
import { decideEarly, decideFinally, type Election, tallyOf } from "./decide.js";
import { InvalidConsensusArgumentError } from "./errors.js";
import {
  consensusLevels,
  defaultQuorum,
  type Proposal,
  type ProposalInput,
  type ProposalStatus,
  type VoteChoice,
} from "./proposal.js";
import { checkId, type Roster } from "./voter.js";

/** What a proposal is from its first moment on. */
export type ProposalTerms = Omit<Proposal, "status" | "closedAtMs" | "tally" | "electorateSize">;

/** A proposal that takes votes. */
export class OpenProposal {
  readonly terms: ProposalTerms;
  readonly electorate: Roster;
  readonly #ballots: Map<string, VoteChoice>;

  constructor(
    terms: ProposalTerms,
    electorate: Roster,
    ballots: Iterable<readonly [string, VoteChoice]> = [],
  ) {
    this.terms = terms;
    this.electorate = electorate;
    this.#ballots = new Map(ballots);
  }

  get ballots(): ReadonlyMap<string, VoteChoice> {
    return this.#ballots;
  }

  /** Casts or changes a vote. Returns the decision if it can no longer change. */
  vote(voterId: string, choice: VoteChoice): "accepted" | "rejected" | undefined {
    this.#ballots.set(voterId, choice);
    return decideEarly(this.#election());
  }

  /** What becomes of it at its deadline. */
  decideFinally(): Exclude<ProposalStatus, "open"> {
    return decideFinally(this.#election());
  }

  view(status: ProposalStatus = "open", closedAtMs: number | null = null): Proposal {
    const tally = tallyOf(this.#ballots);
    return { ...this.terms, electorateSize: this.electorate.size, status, closedAtMs, tally };
  }

  #election(): Election {
    return { ...this.terms, electorate: this.electorate, ballots: this.#ballots };
  }
}

/**
 * The terms of a proposal, with the defaults filled in.
 *
 * @throws InvalidConsensusArgumentError for anything out of bounds
 */
export function toTerms(input: ProposalInput, adaptiveThreshold: number): ProposalTerms {
  const { id, level, subject = "", atMs, deadlineMs, quorum = defaultQuorum } = input;
  checkId("a proposal's id", id);
  if (!consensusLevels.includes(level)) {
    throw new InvalidConsensusArgumentError("level", `one of ${consensusLevels.join(", ")}`);
  }
  if (subject.length > consensusLimits.subjectLengthMax) {
    const bounds = `at most ${consensusLimits.subjectLengthMax} characters`;
    throw new InvalidConsensusArgumentError("subject", bounds);
  }
  if (!(quorum >= 0 && quorum <= 1)) {
    throw new InvalidConsensusArgumentError("quorum", "in [0, 1]");
  }
  if (!(Number.isFinite(deadlineMs) && deadlineMs > atMs)) {
    throw new InvalidConsensusArgumentError("deadlineMs", "a time after atMs");
  }
  return {
    ...{ id, subject, level, openedAtMs: atMs, deadlineMs, quorum },
    adaptiveThreshold: level === "adaptive_threshold" ? adaptiveThreshold : null,
  };
}
