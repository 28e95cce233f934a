import { persistenceDefaults } from "../defaults.js";
import { StoreBusyError, StoreClosedError } from "../errors.js";
import { keyOf, type PendingSet, type SetVerdict } from "./pending-set.js";

/** What {@link CommitQueue} answers: a verdict that is final. */
export type FinalVerdict = Exclude<SetVerdict, { outcome: "again" }>;

/**
 * Commits the sets of a group in one transaction.
 *
 * @param contended - one of them may well lose: its entity lost lately, or it goes again
 */
export type CommitGroup = (
  sets: readonly PendingSet[],
  contended: boolean,
) => Promise<SetVerdict[]>;

interface Entry extends PendingSet {
  /** Names of the entities and the key; while one is under way, the next waits. */
  readonly names: readonly string[];
  readonly bytes: number;
  /** A transaction of its own, because another one that it shared was undone. */
  alone: boolean;
  attempts: number;
  readonly resolve: (verdict: FinalVerdict) => void;
  readonly reject: (error: unknown) => void;
}

/** Attempts of a set that meets a race which shows as neither loss nor replay. */
const attemptsMax = 5;

/**
 * Groups commits: what comes while all connections are busy, or within a moment of a commit under
 * way, shares a transaction and its sync. Many that come at once are split in two: clients that
 * wait for their answers would otherwise all come back at once, and the database and this process
 * would take turns, each idle while the other works. Sets that touch the same entity or key commit
 * in the order they came, never side by side, so that one process does not race against itself.
 *
 * An entity that lost to another process commits apart for a while: its transactions wait for the
 * other process, and nothing else should wait with them.
 */
export class CommitQueue {
  readonly #commitGroup: CommitGroup;
  readonly #lanesMax: number;
  readonly #busy = new Set<string>();
  /** Entities that lost lately, and until when they stay apart; oldest first. */
  readonly #hot = new Map<string, number>();
  #waiting: Entry[] = [];
  #lanes = 0;
  #lanesAlone = 0;
  /** Sets in the transactions under way. */
  #underWay = 0;
  #dispatchSet = false;
  #gather: NodeJS.Timeout | undefined;
  #closed = false;
  #onIdle: () => void = () => {};

  constructor(lanesMax: number, commitGroup: CommitGroup) {
    this.#lanesMax = lanesMax;
    this.#commitGroup = commitGroup;
  }

  /** Resolves when the set is on disk, or is known not to be. */
  commit(set: PendingSet): Promise<FinalVerdict> {
    if (this.#closed) return Promise.reject(new StoreClosedError());
    return new Promise((resolve, reject) => {
      const names = namesOf(set);
      const alone = set.rows.length > 1;
      const bytes = set.rows.reduce((sum, { op }) => sum + op.body.byteLength, 0);
      this.#waiting.push({ ...set, names, bytes, alone, attempts: 0, resolve, reject });
      this.#schedule();
    });
  }

  /** Takes no more, and resolves when everything taken is settled. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#waiting.length === 0 && this.#lanes === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      this.#schedule();
    });
  }

  /** Sets of one turn of the event loop travel together. */
  #schedule(): void {
    if (this.#dispatchSet) return;
    this.#dispatchSet = true;
    setImmediate(() => {
      this.#dispatchSet = false;
      const { postgresGroupMax, postgresGroupSplitMin, postgresGroupWaitMs } = persistenceDefaults;
      const enough = Math.min(postgresGroupMax, Math.max(postgresGroupSplitMin, this.#underWay));
      if (this.#lanes === 0 || this.#closed || this.#waiting.length >= enough) {
        this.#dispatch();
      } else {
        this.#gather ??= setTimeout(() => this.#dispatch(), postgresGroupWaitMs);
      }
    });
  }

  #dispatch(): void {
    clearTimeout(this.#gather);
    this.#gather = undefined;
    const { postgresGroupMax, postgresGroupSplitMin } = persistenceDefaults;
    const half = Math.max(postgresGroupSplitMin, Math.ceil(this.#waiting.length / 2));
    const splits = this.#lanes === 0 && this.#lanesMax > 1;
    const setsMax = splits ? Math.min(half, postgresGroupMax) : postgresGroupMax;
    while (this.#lanes < this.#lanesMax) {
      const group = this.#takeGroup(setsMax);
      if (group.length === 0) break;
      void this.#run(group);
    }
    if (this.#waiting.length === 0 && this.#lanes === 0) this.#onIdle();
  }

  /** The oldest sets that may go now, as many as one transaction takes. */
  #takeGroup(setsMax: number): Entry[] {
    const group: Entry[] = [];
    const blocked = new Set<string>();
    this.#waiting = this.#waiting.filter((entry) => {
      const free = entry.names.every((name) => !blocked.has(name) && !this.#busy.has(name));
      for (const name of entry.names) blocked.add(name);
      if (!free || group.length >= setsMax || !this.#joins(entry, group)) return true;
      group.push(entry);
      return false;
    });
    return group;
  }

  #joins(entry: Entry, group: readonly Entry[]): boolean {
    const [first] = group;
    const alone = this.#isAlone(entry);
    // One connection is always left to those that wait for nobody.
    if (first === undefined) return !alone || this.#lanesAlone < Math.max(1, this.#lanesMax - 1);
    if (alone || this.#isAlone(first)) return false;
    const bytes = group.reduce((sum, other) => sum + other.bytes, 0);
    return bytes < persistenceDefaults.postgresGroupBytes;
  }

  async #run(group: readonly Entry[]): Promise<void> {
    const alone = group.some((entry) => this.#isAlone(entry));
    const contended = group.some((entry) => entry.attempts > 0 || this.#isHot(entry));
    this.#lanes += 1;
    this.#underWay += group.length;
    if (alone) this.#lanesAlone += 1;
    for (const { names } of group) for (const name of names) this.#busy.add(name);
    let verdicts: readonly SetVerdict[] = [];
    let failure: unknown;
    try {
      verdicts = await this.#commitGroup(group, contended);
    } catch (error) {
      failure = error;
    }
    this.#lanes -= 1;
    this.#underWay -= group.length;
    if (alone) this.#lanesAlone -= 1;
    for (const { names } of group) for (const name of names) this.#busy.delete(name);
    for (const [index, entry] of group.entries()) this.#settle(entry, verdicts[index], failure);
    this.#dispatch();
  }

  #settle(entry: Entry, verdict: SetVerdict | undefined, failure: unknown): void {
    if (verdict === undefined) {
      entry.reject(failure);
      return;
    }
    if (verdict.outcome === "again") {
      this.#again(entry);
      return;
    }
    if (verdict.outcome === "lost") this.#heat(entry);
    entry.resolve(verdict);
  }

  #again(entry: Entry): void {
    entry.attempts += 1;
    if (entry.attempts >= attemptsMax) entry.reject(new StoreBusyError());
    else this.#waiting.unshift(Object.assign(entry, { alone: true }));
  }

  #heat({ names }: Entry): void {
    const now = performance.now();
    for (const name of names) {
      this.#hot.delete(name);
      this.#hot.set(name, now + persistenceDefaults.postgresHotEntityMs);
    }
    // What was heated first cools first.
    for (const [name, until] of this.#hot) {
      if (until > now) break;
      this.#hot.delete(name);
    }
  }

  #isAlone(entry: Entry): boolean {
    return entry.alone || this.#isHot(entry);
  }

  #isHot({ names }: Entry): boolean {
    if (this.#hot.size === 0) return false;
    const now = performance.now();
    return names.some((name) => (this.#hot.get(name) ?? 0) > now);
  }
}

function namesOf(set: PendingSet): string[] {
  const key = keyOf(set);
  const names = set.rows.map(({ entity }) => JSON.stringify([set.tenant, entity]));
  return key === undefined ? names : [...names, JSON.stringify([set.tenant, "key", key])];
}
