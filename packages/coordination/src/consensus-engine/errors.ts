/** Codes of the errors that the consensus engine throws. Stable: callers may compare them. */
export type ConsensusErrorCode =
  | "ERR_CONSENSUS_ARGUMENT"
  | "ERR_CONSENSUS_LIMIT"
  | "ERR_CONSENSUS_SNAPSHOT"
  | "ERR_NO_VOTERS"
  | "ERR_NOT_IN_ELECTORATE"
  | "ERR_PROPOSAL_CLOSED"
  | "ERR_PROPOSAL_EXISTS"
  | "ERR_PROPOSAL_NOT_FOUND"
  | "ERR_VOTER_NOT_FOUND";

/** Base class of every error that the consensus engine throws. */
export class ConsensusError extends Error {
  readonly code: ConsensusErrorCode;

  constructor(code: ConsensusErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** An argument outside its documented bounds. */
export class InvalidConsensusArgumentError extends ConsensusError {
  constructor(argument: string, bounds: string) {
    super("ERR_CONSENSUS_ARGUMENT", `${argument} is not ${bounds}`);
  }
}

/** One more voter or open proposal than the engine may hold. */
export class ConsensusLimitError extends ConsensusError {
  readonly limit: number;

  constructor(what: string, limit: number) {
    super("ERR_CONSENSUS_LIMIT", `an engine holds at most ${limit} ${what}`);
    this.limit = limit;
  }
}

/** Data that is no snapshot of an engine. */
export class InvalidConsensusSnapshotError extends ConsensusError {
  constructor(problem: string) {
    super("ERR_CONSENSUS_SNAPSHOT", `this is no snapshot of a consensus engine: ${problem}`);
  }
}

/** A proposal with nobody to vote on it. */
export class NoVotersError extends ConsensusError {
  constructor() {
    super("ERR_NO_VOTERS", "register voters before you propose");
  }
}

/** A vote by somebody who was not registered when the proposal was made. */
export class NotInElectorateError extends ConsensusError {
  constructor() {
    super("ERR_NOT_IN_ELECTORATE", "the voter was not registered when the proposal was made");
  }
}

/** A vote on a proposal that is decided or expired. */
export class ProposalClosedError extends ConsensusError {
  constructor(status: string) {
    super("ERR_PROPOSAL_CLOSED", `the proposal is ${status}: it takes no more votes`);
  }
}

/** A proposal under an id that names another one. */
export class ProposalExistsError extends ConsensusError {
  constructor() {
    super("ERR_PROPOSAL_EXISTS", "a proposal of this id exists");
  }
}

/** An id that names no proposal, or one that is so old that it was forgotten. */
export class ProposalNotFoundError extends ConsensusError {
  constructor() {
    super("ERR_PROPOSAL_NOT_FOUND", "Proposal not found");
  }
}

/** An id that names no registered voter. */
export class VoterNotFoundError extends ConsensusError {
  constructor() {
    super("ERR_VOTER_NOT_FOUND", "Voter not found");
  }
}
