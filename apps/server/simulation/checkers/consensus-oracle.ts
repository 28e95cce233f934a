import type { EntityAnswers, EntityCommand, Pointer } from "@semvec/coordination";
import type { InformedCommand } from "../world/informed-command.js";
import type { Evidence } from "./evidence.js";
import type { FinalLogs } from "./final-log.js";
import { TrustLedger } from "./trust-ledger.js";

/*
 * R27: how a vote ends and what it does to trust, written down a second time.
 */

type HoldConsensus = Extract<EntityCommand, { readonly kind: "hold-consensus" }>;

interface Ballot {
  readonly session: Pointer;
  readonly trust: number;
  readonly approves: boolean;
}

/** Proposals are accepted, and trust moves, as the votes say. */
export function* votesDecideProposals({ logs, history }: Evidence) {
  for (const informed of history.informed) {
    if (informed.command.kind !== "hold-consensus" || informed.done === undefined) continue;
    yield* departures(logs, informed as InformedCommand<HoldConsensus>);
  }
}

function* departures(logs: FinalLogs, informed: InformedCommand<HoldConsensus>) {
  const { tenant, entity, command, done } = informed;
  if (done === undefined) return;
  const log = logs.find(tenant, entity)?.entries ?? [];
  const where = `${entity}@${done.seq}`;
  const op = log[done.seq - 1]?.op;
  if (op?.kind !== "network-used" || op.peers[0]?.id !== command.proposer.id) {
    yield `${where} is no vote on what ${command.proposer.id} proposes`;
    return;
  }
  const ledger = TrustLedger.after(log.slice(0, done.seq - 1));
  const ballots = ballotsOf(command, ledger);
  const isAccepted = accepts(ballots, command.proposer);
  const { accepted, trustScores } = done.answer as EntityAnswers["hold-consensus"];
  if (accepted !== isAccepted) yield `${where} accepts: ${accepted}, due: ${isAccepted}`;
  const moved = ballots.length < 2 ? [] : ballots;
  const due = new Map(moved.map((it) => [it.session.id, trustAfter(it, isAccepted)]));
  const own = new Map(op.trust.map(({ id, trust }) => [id, trust]));
  if (!isEqual(own, due)) yield `${where} moves trust to ${inWords(own)}, due: ${inWords(due)}`;
  const before = command.voters.map(
    ({ session }) => [session.id, ledger.trustIn(session)] as const,
  );
  const scores = new Map([...before, ...due]);
  const answered = new Map(Object.entries(trustScores));
  if (!isEqual(answered, scores)) {
    yield `${where} answers the trust ${inWords(answered)}, due: ${inWords(scores)}`;
  }
}

/** Those without a state abstain. */
function ballotsOf({ proposer, voters }: HoldConsensus, ledger: TrustLedger): Ballot[] {
  const least = 0.75 - 0.5 * ledger.trustIn(proposer);
  return voters.flatMap(({ session, similarity }) => {
    if (similarity === undefined) return [];
    return [{ session, trust: ledger.trustIn(session), approves: similarity >= least }];
  });
}

/** Sums that differ by less are equal, and were rounded. */
const tie = 1e-11;

function accepts(ballots: readonly Ballot[], proposer: Pointer): boolean {
  const approving = ballots.filter(({ approves }) => approves);
  if (approving.every(({ session }) => session.id === proposer.id)) return false;
  const cap = capOf(ballots.map(({ trust }) => trust));
  const weigh = (some: readonly Ballot[]) =>
    some.reduce((sum, { trust }) => sum + Math.min(trust, cap), 0);
  return weigh(approving) - weigh(ballots) / 2 > tie;
}

/** The weight above which one of three or more would have more than a third of all. */
function capOf(weights: readonly number[]): number {
  if (weights.length < 3) return Number.POSITIVE_INFINITY;
  let cap = Math.max(...weights);
  // Clipping at a third makes a third smaller, and so on: each time by two thirds at least.
  for (let round = 0; round < 200; round++) {
    const third = weights.reduce((sum, weight) => sum + Math.min(weight, cap), 0) / 3;
    if (cap <= third) return cap;
    cap = third;
  }
  return cap;
}

function trustAfter({ trust, approves }: Ballot, isAccepted: boolean): number {
  return approves === isAccepted ? trust + 0.1 * (1 - trust) : trust - 0.1 * trust;
}

type Scores = ReadonlyMap<string, number>;

function isEqual(a: Scores, b: Scores): boolean {
  const isSame = ([id, trust]: readonly [string, number]) =>
    Math.abs((b.get(id) ?? Number.NaN) - trust) < 1e-12;
  return a.size === b.size && [...a].every(isSame);
}

function inWords(scores: Scores): string {
  return [...scores].map(([id, trust]) => `${id} ${trust}`).join(", ") || "nothing";
}
