import { genesisHash } from "@semvec/persistence";
import type { CommitSetRow } from "@semvec/persistence/engine";
import type { Sighting } from "../world/history.js";
import type { Evidence } from "./evidence.js";
import type { EntityLog } from "./final-log.js";

const equal = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** Every answer was made from ops that the log still holds: nothing acknowledged is lost. */
export function* acknowledgedOpsAreKept({ logs, history }: Evidence) {
  for (const { tenant, entity, seq, hash, what } of history.sightings) {
    if (seq === 0) continue;
    const row = logs.find(tenant, entity)?.entries[seq - 1]?.row;
    if (row === undefined || !equal(row.hash, hash)) {
      yield `${entity}@${seq} was answered (${what}) and is not in the log`;
    }
  }
}

/** An answer is never older than one that was there before it was asked for. */
export function* answersFollowRealTime({ history }: Evidence) {
  const byEntity = new Map<string, Sighting[]>();
  for (const sighting of history.sightings) {
    const name = `${sighting.tenant}/${sighting.entity}`;
    const found = byEntity.get(name) ?? [];
    found.push(sighting);
    byEntity.set(name, found);
  }
  for (const sightings of byEntity.values()) yield* olderAnswers(sightings);
}

function* olderAnswers(sightings: readonly Sighting[]) {
  const asked = sightings.toSorted((a, b) => a.askedAt - b.askedAt);
  const answered = sightings.toSorted((a, b) => a.answeredAt - b.answeredAt);
  let next = 0;
  let known = 0;
  for (const { entity, seq, askedAt, what } of asked) {
    for (let before = answered[next]; before !== undefined; before = answered[next]) {
      if (before.answeredAt >= askedAt) break;
      known = Math.max(known, before.seq);
      next += 1;
    }
    if (seq < known) yield `${entity}@${seq} was answered (${what}) after ${entity}@${known}`;
  }
}

/** Sequence numbers have no gap, and every op follows the one before by its hash. */
export function* chainsAreWhole({ logs }: Evidence) {
  yield* logs.damage;
  for (const { entity, entries } of logs.all) {
    let before = genesisHash();
    for (const [index, { seq, row }] of entries.entries()) {
      if (seq !== index + 1) yield `${entity}@${seq} stands at place ${index + 1}`;
      if (!equal(row.prevHash, before)) yield `${entity}@${seq} does not follow the op before`;
      before = row.hash;
    }
  }
}

/** Time never runs backwards in a log, whatever the clocks do. */
export function* timesNeverRunBack({ logs }: Evidence) {
  for (const { entity, entries } of logs.all) {
    let rowMs = 0;
    for (const { seq, row } of entries) {
      if (row.atMs < rowMs) yield `${entity}@${seq} is older than the op before`;
      rowMs = row.atMs;
    }
  }
}

/** The rows of a set are all in the logs, or none is. */
export function* setsAreWhole({ logs, submitted }: Evidence) {
  const isIn = (log: EntityLog | undefined, { op }: CommitSetRow) => {
    const row = log?.entries[op.seq - 1]?.row;
    return row !== undefined && equal(row.opId, op.opId);
  };
  for (const { tenant, rows } of submitted) {
    const found = rows.filter((row) => isIn(logs.find(tenant, row.entity), row)).length;
    if (found > 0 && found < rows.length) {
      yield `${found} of ${rows.length} rows of a set are in the logs (${rows[0]?.entity})`;
    }
  }
}

/** A worker's state is the one that a replay of the whole log gives. */
export function* liveStatesEqualReplays({ logs, liveStates }: Evidence) {
  for (const { worker, tenant, entity, seq, hash, error } of liveStates) {
    if (error !== undefined) yield `${worker} cannot read ${entity}: ${error}`;
    const log = logs.find(tenant, entity);
    if (error !== undefined || log === undefined) continue;
    if (hash !== log.replayedHash) yield `${worker} holds another state of ${entity}@${seq}`;
    if (seq !== log.entries.length) yield `${worker} holds ${entity} at ${seq}`;
  }
}
