import { consensusLimits } from "./consensus-limits.js";
import { InvalidConsensusArgumentError } from "./errors.js";

/** Trust of a voter about whom nothing is known yet. */
export const defaultVoterTrust = 0.5;

/** Who may vote, and how much the vote weighs where votes are weighted. */
export interface Voter {
  readonly id: string;
  /** More than 0, at most {@link consensusLimits}`.weightMax`. */
  readonly weight: number;
  /** In (0, 1). */
  readonly trust: number;
}

/** A voter to register. */
export interface VoterInput {
  /** 1..128 UTF-16 units. */
  readonly id: string;
  /** Default 1. */
  readonly weight?: number;
  /** Default {@link defaultVoterTrust}. */
  readonly trust?: number;
}

/** Voters by id, in the order of ids. Replaced as a whole, never changed. */
export type Roster = ReadonlyMap<string, Voter>;

/** What a voter's vote weighs before any cap: weight times trust. */
export function votingWeight({ weight, trust }: Voter): number {
  return weight * trust;
}

/**
 * A voter with the defaults filled in.
 *
 * @throws InvalidConsensusArgumentError for an id, weight or trust out of bounds
 */
export function toVoter({ id, weight = 1, trust = defaultVoterTrust }: VoterInput): Voter {
  checkId("a voter's id", id);
  const { weightMax } = consensusLimits;
  if (!(weight > 0 && weight <= weightMax)) {
    throw new InvalidConsensusArgumentError("weight", `in (0, ${weightMax}]`);
  }
  if (!(trust > 0 && trust < 1)) throw new InvalidConsensusArgumentError("trust", "in (0, 1)");
  return { id, weight, trust };
}

/** The roster of these voters. The order of ids makes every sum over it the same sum. */
export function rosterOf(voters: Iterable<Voter>): Roster {
  const sorted = [...voters].sort((a, b) => (a.id < b.id ? -1 : 1));
  return new Map(sorted.map((voter) => [voter.id, voter]));
}

/** @throws InvalidConsensusArgumentError for an id that is empty or too long */
export function checkId(what: string, id: string): void {
  const { idLengthMax } = consensusLimits;
  if (id.length === 0 || id.length > idLengthMax) {
    throw new InvalidConsensusArgumentError(what, `of 1..${idLengthMax} characters`);
  }
}
