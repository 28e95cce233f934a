import type { DriftOrigin, EntityOp } from "@semvec/coordination";
import type { Evidence } from "./evidence.js";
import type { Incarnation } from "./final-log.js";

type DriftRecorded = Extract<EntityOp, { readonly kind: "drift-recorded" }>;

/**
 * How a region must count votes, written down a second time, from the contract and not from the
 * code: it follows a log and says where the log departs from the rules.
 */
class RegionOracle {
  readonly #threshold: number;
  readonly #windowMs: number;
  readonly #sinceMs = new Map<string, number>();
  readonly #votes = new Map<string, { readonly atMs: number; readonly origin: string }>();
  readonly #retracted = new Set<string>();
  readonly #seen = new Set<string>();
  #lastRealignmentMs = Number.NEGATIVE_INFINITY;

  constructor(threshold: number, windowMs: number) {
    this.#threshold = threshold;
    this.#windowMs = windowMs;
  }

  *follow(op: EntityOp): Iterable<string> {
    switch (op.kind) {
      case "child-added":
        this.#sinceMs.set(op.child.id, op.atMs);
        this.#votes.delete(op.child.id);
        return;
      case "child-removed":
        this.#sinceMs.delete(op.id);
        this.#votes.delete(op.id);
        return;
      case "vote-retracted": {
        const origin = nameOf(op.origin);
        this.#retracted.add(origin);
        for (const [id, vote] of this.#votes) if (vote.origin === origin) this.#votes.delete(id);
        return;
      }
      case "drift-recorded":
        yield* this.#drift(op);
    }
  }

  *#drift(op: DriftRecorded): Iterable<string> {
    const { from, eventMs, realignment } = op;
    const cluster = from.source;
    const origin = nameOf(op.origin);
    const sinceMs = this.#sinceMs.get(cluster);
    if (sinceMs === undefined) yield `counts ${cluster}, which is not attached`;
    if (sinceMs !== undefined && eventMs < sinceMs) yield `counts a drift from before it joined`;
    if (this.#seen.has(origin)) yield `records the drift ${origin} twice`;
    this.#seen.add(origin);
    const counts = !this.#retracted.has(origin) && eventMs >= this.#lastRealignmentMs;
    if (counts !== (op.votes === true)) yield `takes the drift ${origin} for a vote: ${op.votes}`;
    if (counts) {
      const before = this.#votes.get(cluster);
      if (before === undefined || before.atMs <= eventMs) {
        this.#votes.set(cluster, { atMs: eventMs, origin });
      }
    }
    const isDue = counts && this.#isQuorum();
    if (isDue !== (realignment !== undefined)) yield `realigns: ${!isDue}, due: ${isDue}`;
    if (realignment === undefined) return;
    const told = realignment.clusters.map(({ id }) => id).sort();
    if (told.join() !== [...this.#sinceMs.keys()].sort().join()) yield `realigns ${told.join()}`;
    this.#votes.clear();
    this.#lastRealignmentMs = realignment.eventMs;
  }

  #isQuorum(): boolean {
    const times = [...this.#votes.values()].map(({ atMs }) => atMs);
    const newestMs = Math.max(...times);
    const live = times.filter((atMs) => newestMs - atMs < this.#windowMs).length;
    const fraction = live / this.#sinceMs.size;
    return live > 0 && (fraction > this.#threshold || fraction === 1);
  }

  /** Where the region's own votes are not these. */
  *compare(votes: readonly { readonly clusterId: string; readonly origin: DriftOrigin }[]) {
    const own = votes.map(({ clusterId, origin }) => `${clusterId}:${nameOf(origin)}`).sort();
    const due = [...this.#votes].map(([id, { origin }]) => `${id}:${origin}`).sort();
    if (own.join() !== due.join()) yield `holds the votes ${own.join()}, due: ${due.join()}`;
  }
}

function nameOf({ entity, seq }: DriftOrigin): string {
  return `${entity}@${seq}`;
}

/** Votes, windows, fractions, retractions and realignments are as the contract says. */
export function* votesFollowTheRules({ logs }: Evidence) {
  for (const region of logs.incarnations) yield* departures(region);
}

function* departures({ entity, entries }: Incarnation) {
  const [first] = entries;
  if (first?.op.kind !== "region-created") return;
  const { consensusThreshold, voteWindowMs } = first.op.region;
  const oracle = new RegionOracle(consensusThreshold, voteWindowMs);
  for (const { seq, op, parts } of entries) {
    for (const departure of oracle.follow(op)) yield `${entity}@${seq} ${departure}`;
    for (const departure of oracle.compare(parts?.region?.votes ?? [])) {
      if (parts !== undefined) yield `${entity}@${seq} ${departure}`;
    }
  }
}
