import type { EntityAnswers, EntityOp } from "@semvec/coordination";
import type { InformedCommand } from "../world/informed-command.js";
import { clustersSeen, conditionsIn } from "./anomaly-oracle.js";
import type { Evidence } from "./evidence.js";
import type { FinalLogs, LogEntry } from "./final-log.js";
import { Look } from "./look.js";

/** R24: a sample finds the conditions that hold, and reports those that did not hold before. */
export function* anomaliesAreAsDue({ logs, history }: Evidence) {
  for (const informed of history.informed) {
    if (informed.command.kind === "sample") yield* departures(logs, informed);
  }
}

function* departures(logs: FinalLogs, informed: InformedCommand) {
  const { tenant, entity, done } = informed;
  const answer = done?.answer as EntityAnswers["sample"] | undefined;
  if (done === undefined || answer === undefined || answer.regionsSampled === 0) return;
  const { op, parts } = logs.at(tenant, entity, done.seq) ?? {};
  const before = logs.at(tenant, entity, done.seq - 1)?.parts?.observer;
  if (op?.kind !== "sampled" || before === undefined || parts === undefined) return;
  const look = new Look(logs, informed);
  const drifts = (id: string, entry: LogEntry) => lastDriftMs(logs, { tenant, id, entry });
  const clusters = clustersSeen(look, entity, drifts);
  if (!look.isSteady) return;
  const where = `${entity}@${done.seq}`;
  for (const id of look.unread) yield `${where} samples without ${id}`;
  const { clustersSampled } = answer;
  if (clustersSampled !== clusters.length) yield `${where} sampled ${clustersSampled} clusters`;
  const due = conditionsIn(clusters, { nowMs: op.atMs, intervalMs: before.intervalMs });
  const standing = due.map(({ key }) => key).sort();
  if ([...op.standing].sort().join() !== standing.join()) {
    yield `${where} finds ${op.standing.join() || "nothing"}, due: ${standing.join() || "nothing"}`;
  }
  const begun = due.filter(({ key }) => !before.standing.includes(key));
  const reported = op.anomalies.map(inWords).sort().join();
  const news = begun.map(inWords).sort().join();
  if (reported !== news) yield `${where} reports ${reported || "nothing"}, due: ${news}`;
}

function inWords(it: {
  readonly type: string;
  readonly affectedClusterIds: readonly string[];
  readonly severity: number;
}): string {
  return `${it.type} of ${it.affectedClusterIds.join("+")} (${it.severity.toFixed(6)})`;
}

interface ReadCluster {
  readonly tenant: string;
  readonly id: string;
  readonly entry: LogEntry;
}

/** When a session of a cluster last published a drift, by the cluster's log up to an entry. */
function lastDriftMs(logs: FinalLogs, { tenant, id, entry }: ReadCluster): number {
  const entries = logs.find(tenant, id)?.entries.slice(entry.genesisSeq - 1, entry.seq) ?? [];
  return Math.max(...entries.map(({ op }) => driftMs(op)));
}

function driftMs(op: EntityOp): number {
  if (op.kind === "drift-relayed") return op.eventMs;
  // A backing session that is a member elsewhere speaks of its drift there.
  const isOwn = op.kind === "published" && op.event && op.event.route?.level !== "cluster";
  return isOwn === true ? op.session.atMs : Number.NEGATIVE_INFINITY;
}
