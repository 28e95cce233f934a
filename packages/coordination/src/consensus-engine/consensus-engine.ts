import { consensusLimits } from "./consensus-limits.js";
import type { ConsensusSnapshot } from "./consensus-snapshot.js";
import { readSnapshot, writeSnapshot } from "./consensus-snapshot.js";
import type { ConsensusStatistics } from "./consensus-statistics.js";
import { DecisionHistory } from "./decision-history.js";
import {
  ConsensusLimitError,
  InvalidConsensusArgumentError,
  NotInElectorateError,
  NoVotersError,
  ProposalClosedError,
  ProposalExistsError,
  ProposalNotFoundError,
  VoterNotFoundError,
} from "./errors.js";
import { OpenProposal, toTerms } from "./open-proposal.js";
import type { Proposal, ProposalInput, ProposalStatus, VoteInput } from "./proposal.js";
import { type Roster, rosterOf, toVoter, type Voter, type VoterInput } from "./voter.js";

const choices: readonly unknown[] = ["approve", "reject", "abstain"];

/**
 * Proposals, votes and decisions of one group, in a process.
 *
 * A state machine over its calls: no clock, no chance. Each call that has a time closes what was
 * due by then first, and that stands even if the call is then refused; a time before the latest one
 * counts as the latest.
 *
 * @example
 * const engine = new ConsensusEngine();
 * for (const id of ["ann", "ben", "cy"]) engine.registerVoter({ id });
 * engine.propose({ id: "p", level: "simple_majority", atMs: 0, deadlineMs: 60_000 });
 * engine.castVote({ proposalId: "p", voterId: "ann", choice: "approve", atMs: 1 });
 * engine.castVote({ proposalId: "p", voterId: "ben", choice: "approve", atMs: 2 });
 * engine.proposal("p").status; // "accepted": the third vote could not change it
 */
export class ConsensusEngine {
  #nowMs = Number.MIN_SAFE_INTEGER;
  #roster: Roster = new Map();
  readonly #open = new Map<string, OpenProposal>();
  #history = new DecisionHistory();

  /**
   * An engine that continues from a snapshot as the one that made it would.
   *
   * @throws InvalidConsensusSnapshotError for data that is none
   */
  static restore(snapshot: ConsensusSnapshot): ConsensusEngine {
    const parts = readSnapshot(snapshot);
    const engine = new ConsensusEngine();
    engine.#nowMs = parts.nowMs;
    engine.#roster = parts.roster;
    for (const proposal of parts.open) engine.#open.set(proposal.terms.id, proposal);
    engine.#history = parts.history;
    return engine;
  }

  /** Everything that the engine knows, as data that survives JSON. */
  snapshot(): ConsensusSnapshot {
    return writeSnapshot({
      nowMs: this.#nowMs,
      roster: this.#roster,
      open: [...this.#open.values()],
      history: this.#history,
    });
  }

  /** Registered voters, in the order of ids. */
  get voters(): readonly Voter[] {
    return [...this.#roster.values()];
  }

  /**
   * Registers a voter, or replaces its weight and trust. Proposals that are open keep the voters,
   * weights and trust that they began with. The engine does not change trust itself: after an early
   * decision it would depend on who happened to vote first.
   *
   * @throws InvalidConsensusArgumentError, ConsensusLimitError
   */
  registerVoter(input: VoterInput): Voter {
    const voter = toVoter(input);
    const { voterCountMax } = consensusLimits;
    if (!this.#roster.has(voter.id) && this.#roster.size >= voterCountMax) {
      throw new ConsensusLimitError("voters", voterCountMax);
    }
    this.#roster = rosterOf([...new Map(this.#roster).set(voter.id, voter).values()]);
    this.#history.addVoter(voter.id);
    return voter;
  }

  /**
   * Removes a voter, who may still vote on proposals that are open.
   *
   * @throws VoterNotFoundError
   */
  removeVoter(voterId: string): void {
    if (!this.#roster.has(voterId)) throw new VoterNotFoundError();
    this.#roster = rosterOf([...this.#roster.values()].filter(({ id }) => id !== voterId));
    this.#history.removeVoter(voterId);
  }

  /**
   * Opens a proposal to the voters who are registered now.
   *
   * @throws InvalidConsensusArgumentError, NoVotersError, ProposalExistsError, ConsensusLimitError
   */
  propose(input: ProposalInput): Proposal {
    const atMs = this.#advance(input.atMs);
    const terms = toTerms({ ...input, atMs }, this.#history.adaptiveThreshold());
    if (this.#roster.size === 0) throw new NoVotersError();
    if (this.#open.has(terms.id) || this.#history.find(terms.id) !== undefined) {
      throw new ProposalExistsError();
    }
    const { openProposalCountMax } = consensusLimits;
    if (this.#open.size >= openProposalCountMax) {
      throw new ConsensusLimitError("open proposals", openProposalCountMax);
    }
    const proposal = new OpenProposal(terms, this.#roster);
    this.#open.set(terms.id, proposal);
    return proposal.view();
  }

  /**
   * Casts a vote, or changes it: until the deadline, or until the decision, which is taken as soon
   * as no vote that is missing can change it. Returns the proposal after the vote.
   *
   * @throws InvalidConsensusArgumentError, ProposalNotFoundError, ProposalClosedError,
   *   NotInElectorateError
   */
  castVote(input: VoteInput): Proposal {
    const { proposalId, voterId, choice } = input;
    if (!choices.includes(choice)) {
      throw new InvalidConsensusArgumentError("choice", choices.join(", "));
    }
    const atMs = this.#advance(input.atMs);
    const open = this.#open.get(proposalId);
    if (open === undefined) throw new ProposalClosedError(this.proposal(proposalId).status);
    if (!open.electorate.has(voterId)) throw new NotInElectorateError();
    const decision = open.vote(voterId, choice);
    this.#history.addVote({ ...input, atMs });
    return decision === undefined ? open.view() : this.#close(open, decision, atMs);
  }

  /**
   * Closes the proposals whose deadline is at this time or before, in the order of deadlines, then
   * ids. Returns them.
   */
  advanceTo(atMs: number): readonly Proposal[] {
    const due = this.#due(atMs);
    this.#advance(atMs);
    return due.map(({ terms }) => this.proposal(terms.id));
  }

  /**
   * A proposal as of the latest time that a call has named.
   *
   * @throws ProposalNotFoundError
   */
  proposal(id: string): Proposal {
    const found = this.#open.get(id)?.view() ?? this.#history.find(id);
    if (found === undefined) throw new ProposalNotFoundError();
    return found;
  }

  /** Proposals that take votes, in the order in which they were made. */
  openProposals(): readonly Proposal[] {
    return [...this.#open.values()].map((proposal) => proposal.view());
  }

  /** Closed proposals in the order in which they closed, the newest 10 000. */
  closedProposals(): readonly Proposal[] {
    return this.#history.closed;
  }

  /** Votes as they were cast and changed, the newest 10 000, or those of them on one proposal. */
  voteHistory(proposalId?: string): readonly VoteInput[] {
    const votes = this.#history.votes;
    return votes.filter((vote) => proposalId === undefined || vote.proposalId === proposalId);
  }

  statistics(): ConsensusStatistics {
    return this.#history.statistics([...this.#open.values()].map(({ terms }) => terms));
  }

  #due(atMs: number): OpenProposal[] {
    return [...this.#open.values()]
      .filter(({ terms }) => terms.deadlineMs <= atMs)
      .sort(({ terms: a }, { terms: b }) => a.deadlineMs - b.deadlineMs || (a.id < b.id ? -1 : 1));
  }

  /** Moves time on, and returns the time that counts. */
  #advance(atMs: number): number {
    if (!Number.isFinite(atMs)) throw new InvalidConsensusArgumentError("atMs", "a finite number");
    this.#nowMs = Math.max(this.#nowMs, atMs);
    for (const proposal of this.#due(this.#nowMs)) {
      this.#close(proposal, proposal.decideFinally(), proposal.terms.deadlineMs);
    }
    return this.#nowMs;
  }

  #close(open: OpenProposal, outcome: Exclude<ProposalStatus, "open">, atMs: number): Proposal {
    const closed = open.view(outcome, atMs);
    this.#open.delete(closed.id);
    this.#history.close(closed, outcome, open.ballots);
    return closed;
  }
}
