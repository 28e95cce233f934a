import { consensusLimits } from "./consensus-limits.js";
import { type ClosedCounts, DecisionHistory, type HistoryData } from "./decision-history.js";
import { InvalidConsensusSnapshotError } from "./errors.js";
import { OpenProposal, type ProposalTerms } from "./open-proposal.js";
import {
  consensusLevels,
  type ProposalStatus,
  type Tally,
  type VoteChoice,
  type VoteInput,
} from "./proposal.js";
import {
  arrayOf,
  type Check,
  isText,
  nullOr,
  numberIn,
  objectOf,
  oneOf,
  pairOf,
} from "./shape-checks.js";
import { type Roster, rosterOf, type Voter } from "./voter.js";

/** An open proposal as plain data. */
export interface OpenProposalData {
  readonly terms: ProposalTerms;
  /** Place of its electorate in {@link ConsensusSnapshot.electorates}. */
  readonly electorate: number;
  readonly ballots: readonly (readonly [voterId: string, choice: VoteChoice])[];
}

/** A {@link ConsensusEngine} as plain data: it survives JSON. */
export interface ConsensusSnapshot {
  readonly version: 1;
  readonly nowMs: number;
  /** The registered voters first, then electorates of open proposals that differ from them. */
  readonly electorates: readonly (readonly Voter[])[];
  readonly open: readonly OpenProposalData[];
  readonly history: HistoryData;
}

/** What an engine is made of. */
export interface EngineParts {
  readonly nowMs: number;
  readonly roster: Roster;
  readonly open: readonly OpenProposal[];
  readonly history: DecisionHistory;
}

/** The parts as plain data. Electorates that are shared are written once. */
export function writeSnapshot(parts: EngineParts): ConsensusSnapshot {
  const rosters = [...new Set([parts.roster, ...parts.open.map((open) => open.electorate)])];
  return {
    version: 1,
    nowMs: parts.nowMs,
    electorates: rosters.map((roster) => [...roster.values()]),
    open: parts.open.map(({ terms, electorate, ballots }) => ({
      terms,
      electorate: rosters.indexOf(electorate),
      ballots: [...ballots],
    })),
    history: parts.history.toData(),
  };
}

/**
 * The parts that a snapshot holds.
 *
 * @throws InvalidConsensusSnapshotError for data of another shape or over a limit
 */
export function readSnapshot(snapshot: ConsensusSnapshot): EngineParts {
  const problem = isSnapshot(snapshot, "snapshot");
  if (problem !== undefined) throw new InvalidConsensusSnapshotError(problem);
  const rosters = snapshot.electorates.map(rosterOf);
  const [roster = new Map<string, Voter>()] = rosters;
  const open = snapshot.open.map(({ terms, electorate, ballots }) => {
    const voters = rosters[electorate];
    if (voters === undefined || ballots.some(([voterId]) => !voters.has(voterId))) {
      throw new InvalidConsensusSnapshotError(`${terms.id} has votes without voters`);
    }
    return new OpenProposal(terms, voters, ballots);
  });
  return { nowMs: snapshot.nowMs, roster, open, history: new DecisionHistory(snapshot.history) };
}

const { voterCountMax, openProposalCountMax, historyMax, adaptiveWindow } = consensusLimits;

const isChoice = oneOf<VoteChoice>("approve", "reject", "abstain");
const isTime = numberIn(-Number.MAX_VALUE, Number.MAX_VALUE);
const isCount = numberIn(0, Number.MAX_SAFE_INTEGER);
const isVoter = objectOf<Voter>({
  id: isText,
  weight: numberIn(Number.MIN_VALUE, consensusLimits.weightMax),
  trust: numberIn(Number.MIN_VALUE, 1),
});
const termChecks: { readonly [K in keyof ProposalTerms]: Check } = {
  id: isText,
  subject: isText,
  level: oneOf(...consensusLevels),
  openedAtMs: isTime,
  deadlineMs: isTime,
  quorum: numberIn(0, 1),
  adaptiveThreshold: nullOr(numberIn(0, 1)),
};
const isClosedCounts = objectOf<ClosedCounts>({
  accepted: isCount,
  rejected: isCount,
  expired: isCount,
});

const isHistory = objectOf<HistoryData>({
  closed: arrayOf(
    historyMax,
    objectOf({
      ...termChecks,
      electorateSize: isCount,
      status: oneOf<ProposalStatus>("accepted", "rejected", "expired"),
      closedAtMs: isTime,
      tally: objectOf<Tally>({ approve: isCount, reject: isCount, abstain: isCount }),
    }),
  ),
  votes: arrayOf(
    historyMax,
    objectOf<VoteInput>({ proposalId: isText, voterId: isText, choice: isChoice, atMs: isTime }),
  ),
  disagreements: arrayOf(adaptiveWindow, numberIn(0, 1)),
  closedCounts: objectOf(Object.fromEntries(consensusLevels.map((it) => [it, isClosedCounts]))),
  voterCounts: arrayOf(
    voterCountMax,
    pairOf(isText, objectOf({ agreed: isCount, disagreed: isCount, abstained: isCount })),
  ),
});

const isSnapshot = objectOf<ConsensusSnapshot>({
  version: oneOf(1),
  nowMs: isTime,
  electorates: arrayOf(openProposalCountMax + 1, arrayOf(voterCountMax, isVoter)),
  open: arrayOf(
    openProposalCountMax,
    objectOf<OpenProposalData>({
      terms: objectOf(termChecks),
      electorate: numberIn(0, openProposalCountMax),
      ballots: arrayOf(voterCountMax, pairOf(isText, isChoice)),
    }),
  ),
  history: isHistory,
});
