import type { EntityCommand, Pointer } from "@semvec/coordination";
import type { InformedCommand } from "../world/informed-command.js";
import type { Evidence } from "./evidence.js";
import type { FinalLogs, LogEntry } from "./final-log.js";
import { Look } from "./look.js";
import { TrustLedger } from "./trust-ledger.js";
import { cosine, lengthOf } from "./vectors.js";

type HoldConsensus = Extract<EntityCommand, { readonly kind: "hold-consensus" }>;

const networkId = "meta:network";

/** R27: who may vote on a proposal, and how near each is to it. */
export function* electoratesAreAsDue({ logs, history }: Evidence) {
  for (const informed of history.informed) {
    const { command, seen } = informed;
    // Without a look at anybody a client has made the voters up.
    if (command.kind !== "hold-consensus" || seen.length === 0) continue;
    yield* departures(logs, informed as InformedCommand<HoldConsensus>);
  }
}

function* departures(logs: FinalLogs, informed: InformedCommand<HoldConsensus>) {
  const { proposer, voters } = informed.command;
  const look = new Look(logs, informed);
  const electorate = electorateOf(look, { logs, informed }).filter(
    (it) => look.follow(it) !== undefined,
  );
  if (!look.isSteady) return;
  for (const id of look.unread) yield `${proposer.id} proposes, and ${id} is not looked at`;
  const own = voters.map(({ session }) => session.id).sort();
  const due = [...new Set(electorate.map(({ id }) => id))].sort();
  if (own.join() !== due.join()) {
    yield `${proposer.id} proposes to ${own.join()}, due: ${due.join()}`;
  }
  const target = informed.request?.proposal ?? [];
  for (const { session, similarity } of voters) {
    const found = nearness(look.follow(session), target);
    if (Math.abs((found ?? -2) - (similarity ?? -2)) < 1e-6) continue;
    yield `${session.id} is ${similarity} near to a proposal, due: ${found}`;
  }
}

interface ProposalMade {
  readonly logs: FinalLogs;
  readonly informed: InformedCommand<HoldConsensus>;
}

/** The proposer and its cluster's sessions; with no cluster, those that were named in a day. */
function electorateOf(look: Look, { logs, informed }: ProposalMade): readonly Pointer[] {
  const { tenant, command } = informed;
  const { proposer, nowMs } = command;
  const parts = look.follow(proposer)?.parts;
  const { memberOf } = parts ?? {};
  const joined = memberOf && look.follow(memberOf)?.parts?.cluster;
  if (memberOf !== undefined && joined !== undefined) {
    return [proposer, memberOf, ...joined.children];
  }
  if (parts?.cluster !== undefined) return [proposer, ...parts.cluster.children];
  const network = look.find(networkId);
  const entries = logs.find(tenant, networkId)?.entries.slice(0, network?.seq ?? 0) ?? [];
  return [proposer, ...TrustLedger.after(entries).namedSince(nowMs)];
}

function nearness(entry: LogEntry | undefined, target: readonly number[]): number | undefined {
  const vector = Array.from(entry?.session?.progress.semantic.vector ?? []);
  return lengthOf(vector) === 0 ? undefined : cosine(vector, target);
}
