import { type AcceptanceRule, isAccepted } from "./is-accepted.js";
import type { Sides } from "./outweighs.js";
import type { ProposalStatus, Tally, VoteChoice } from "./proposal.js";
import { type Roster, votingWeight } from "./voter.js";

/** Votes by voter id, at most one each. */
export type Ballots = ReadonlyMap<string, VoteChoice>;

/** What decides a proposal. */
export interface Election extends AcceptanceRule {
  readonly quorum: number;
  readonly electorate: Roster;
  readonly ballots: Ballots;
}

/** Rounding of `quorum × electorate` must not ask for one more voter. */
const roundingSlack = 1e-9;

/** Voters who have to vote, abstentions included; at least one. */
export function quorumCount({ quorum, electorate }: Election): number {
  return Math.max(1, Math.ceil(quorum * electorate.size - roundingSlack));
}

/**
 * The decision, if no vote that may still come can change it: the quorum is there, and the outcome
 * is the same whether all who have not voted approve or all reject. Votes that are cast count as
 * they stand, although they may be changed until the decision. `undefined` while it is open.
 */
export function decideEarly(election: Election): "accepted" | "rejected" | undefined {
  if (election.ballots.size < quorumCount(election)) return undefined;
  if (isAccepted(election, sidesOf(election, "reject"))) return "accepted";
  return isAccepted(election, sidesOf(election, "approve")) ? undefined : "rejected";
}

/** What becomes of a proposal at its deadline. */
export function decideFinally(election: Election): Exclude<ProposalStatus, "open"> {
  if (election.ballots.size < quorumCount(election)) return "expired";
  return isAccepted(election, sidesOf(election, "abstain")) ? "accepted" : "rejected";
}

/** How many chose what. */
export function tallyOf(ballots: Ballots): Tally {
  const choices = [...ballots.values()];
  const count = (choice: VoteChoice) => choices.filter((it) => it === choice).length;
  return { approve: count("approve"), reject: count("reject"), abstain: count("abstain") };
}

/** The sides, with those who have not voted counted as `missing`. In the order of the roster. */
function sidesOf({ electorate, ballots }: Election, missing: VoteChoice): Sides {
  const approve: number[] = [];
  const reject: number[] = [];
  for (const voter of electorate.values()) {
    const choice = ballots.get(voter.id) ?? missing;
    if (choice === "approve") approve.push(votingWeight(voter));
    if (choice === "reject") reject.push(votingWeight(voter));
  }
  return { approve, reject };
}
