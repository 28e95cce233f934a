import { StoreBusyError } from "@semvec/persistence";
import {
  type ClaimedOutboxRow,
  type CommitSetResult,
  type CommitSetRow,
  type DirectoryRequest,
  type DirectoryRow,
  type ErasedRows,
  type HeadRow,
  type IdemRow,
  IndeterminateError,
  type LogRow,
  type OpRow,
  type RateRequest,
  type RateRow,
  type SaveIdemResult,
  type SnapshotRow,
  type StatusRow,
  type StorageEngine,
} from "@semvec/persistence/engine";
import type { SimDatabase } from "./sim-database.js";
import type { SimProcess } from "./sim-process.js";

/** What a fault does to one call. */
type Fault = "before" | "after" | "notMade" | "zombie" | undefined;

interface Call<T> {
  readonly label: string;
  /** `repeatable`: the store repeats it until its outcome is known. */
  readonly kind: "read" | "write" | "repeatable";
  readonly effect: () => Promise<T>;
}

/**
 * Above this many stored bytes a body is unpacked in a thread pool, whose order no seed decides.
 * Snapshots may be left out, so longer ones are.
 */
const snapshotBytesMax = 2_000;

/**
 * A process's way to the database, with what can go wrong on it. A call travels, takes effect in
 * one step, and its answer travels back; either way can fail, and the process can die meanwhile.
 */
export class SimConnection implements StorageEngine {
  readonly #database: SimDatabase;
  readonly #process: SimProcess;

  constructor(database: SimDatabase, process: SimProcess) {
    this.#database = database;
    this.#process = process;
  }

  get exclusive(): boolean {
    return this.#database.engine.exclusive;
  }

  commit(tenant: string, rows: readonly CommitSetRow[], nowMs: number): Promise<CommitSetResult> {
    const { engine, faults, random } = this.#database;
    const entity = rows[0]?.entity ?? "";
    // A set that may have been made must not be said to have lost.
    const isConflict = this.#database.submit({ tenant, rows }) && random.chance(faults.conflict);
    return this.#call({
      label: `commit ${rows.map(({ entity: it, op }) => `${it}@${op.seq}`).join(" ")}`,
      kind: "repeatable",
      effect: () =>
        isConflict
          ? Promise.resolve({ outcome: "lost", entity })
          : engine.commit(tenant, rows, nowMs),
    });
  }

  saveIdem(tenant: string, row: IdemRow, nowMs: number): Promise<SaveIdemResult> {
    const effect = () => this.#database.engine.saveIdem(tenant, row, nowMs);
    return this.#call({ label: `saveIdem ${row.key}`, kind: "repeatable", effect });
  }

  findIdem(tenant: string, key: string): Promise<IdemRow | undefined> {
    return this.#read(`findIdem ${key}`, () => this.#database.engine.findIdem(tenant, key));
  }

  deleteIdem(tenant: string, row: IdemRow): Promise<void> {
    const effect = () => this.#database.engine.deleteIdem(tenant, row);
    return this.#write(`deleteIdem ${row.key}`, effect);
  }

  purgeIdem(nowMs: number, limit: number): Promise<number> {
    const effect = () => this.#database.engine.purgeIdem(nowMs, limit);
    return this.#call({ label: "purgeIdem", kind: "write", effect });
  }

  head(tenant: string, entity: string): Promise<HeadRow | undefined> {
    return this.#read(`head ${entity}`, () => this.#database.engine.head(tenant, entity));
  }

  readOps(tenant: string, entity: string, afterSeq: number, limit: number): Promise<OpRow[]> {
    const { engine } = this.#database;
    return this.#read(`readOps ${entity}>${afterSeq}`, () =>
      engine.readOps(tenant, entity, afterSeq, limit),
    );
  }

  readSnapshot(tenant: string, entity: string, before: number): Promise<SnapshotRow | undefined> {
    return this.#read(`readSnapshot ${entity}`, async () => {
      const { engine, faults, random } = this.#database;
      const row = await engine.readSnapshot(tenant, entity, before);
      if (row === undefined || random.chance(faults.snapshotMissing)) return undefined;
      if (!random.chance(faults.snapshotDamaged)) return row;
      this.#database.damagedSnapshots += 1;
      const at = random.below(row.body.length);
      return { ...row, body: row.body.map((byte, i) => (i === at ? byte ^ 1 : byte)) };
    });
  }

  saveSnapshot(tenant: string, entity: string, row: SnapshotRow, keep: number): Promise<void> {
    const { engine } = this.#database;
    const isKept = row.body.byteLength <= snapshotBytesMax;
    return this.#call({
      label: `saveSnapshot ${entity}@${row.seq}`,
      kind: "repeatable",
      effect: async () => {
        if (isKept) await engine.saveSnapshot(tenant, entity, row, keep);
      },
    });
  }

  listEntities(tenant: string, request: DirectoryRequest): Promise<DirectoryRow[]> {
    const { engine } = this.#database;
    return this.#read(`list ${request.kind}`, () => engine.listEntities(tenant, request));
  }

  countLiveEntities(tenant: string): Promise<{ kind: string; count: number }[]> {
    return this.#read("count", () => this.#database.engine.countLiveEntities(tenant));
  }

  claimOutbox(nowMs: number, leaseMs: number, limit: number): Promise<ClaimedOutboxRow[]> {
    const effect = () => this.#database.engine.claimOutbox(nowMs, leaseMs, limit);
    return this.#call({ label: "claimOutbox", kind: "write", effect });
  }

  deleteOutbox(id: number, attempts: number): Promise<void> {
    const effect = () => this.#database.engine.deleteOutbox(id, attempts);
    return this.#call({ label: `deleteOutbox ${id}`, kind: "write", effect });
  }

  releaseOutbox(id: number, attempts: number, nowMs: number, pauseMs: number): Promise<void> {
    const effect = () => this.#database.engine.releaseOutbox(id, attempts, nowMs, pauseMs);
    return this.#call({ label: `releaseOutbox ${id}`, kind: "write", effect });
  }

  truncateLog(): Promise<number> {
    return this.#write("truncateLog", () => this.#database.engine.truncateLog());
  }

  eraseRows(tenant: string, entity: string, endSeq: number): Promise<ErasedRows> {
    const { engine } = this.#database;
    return this.#write(`eraseRows ${entity}`, () => engine.eraseRows(tenant, entity, endSeq));
  }

  readIdemOf(
    tenant: string,
    entity: string,
    endSeq: number,
    afterKey: string,
    limit: number,
  ): Promise<IdemRow[]> {
    return this.#read(`readIdemOf ${entity}`, () =>
      this.#database.engine.readIdemOf(tenant, entity, endSeq, afterKey, limit),
    );
  }

  readIdem(tenant: string, afterKey: string, limit: number): Promise<IdemRow[]> {
    return this.#read("readIdem", () => this.#database.engine.readIdem(tenant, afterKey, limit));
  }

  readOutbox(tenant: string, afterId: number, limit: number): Promise<ClaimedOutboxRow[]> {
    return this.#read("readOutbox", () => this.#database.engine.readOutbox(tenant, afterId, limit));
  }

  replaceIdem(tenant: string, rows: readonly IdemRow[]): Promise<void> {
    return this.#write("replaceIdem", () => this.#database.engine.replaceIdem(tenant, rows));
  }

  reclaim(): Promise<void> {
    return this.#write("reclaim", () => this.#database.engine.reclaim());
  }

  listTenants(after: string, limit: number): Promise<string[]> {
    return this.#read("listTenants", () => this.#database.engine.listTenants(after, limit));
  }

  listRecordTenants(after: string, limit: number): Promise<string[]> {
    return this.#read("listRecordTenants", () =>
      this.#database.engine.listRecordTenants(after, limit),
    );
  }

  listLogs(tenant: string, after: string, limit: number): Promise<LogRow[]> {
    return this.#read("listLogs", () => this.#database.engine.listLogs(tenant, after, limit));
  }

  status(nowMs: number): Promise<StatusRow> {
    return this.#read("status", () => this.#database.engine.status(nowMs));
  }

  reserveRate(tenant: string, request: RateRequest): Promise<RateRow> {
    return this.#write("reserveRate", () => this.#database.engine.reserveRate(tenant, request));
  }

  probe(): Promise<void> {
    return this.#call({ label: "probe", kind: "write", effect: async () => {} });
  }

  /** The database outlives the processes that use it. */
  async close(): Promise<void> {}

  #write<T>(label: string, effect: () => Promise<T>): Promise<T> {
    return this.#call({ label, kind: "write", effect });
  }

  #read<T>(label: string, effect: () => Promise<T>): Promise<T> {
    return this.#call({ label, kind: "read", effect });
  }

  #call<T>(call: Call<T>): Promise<T> {
    const database = this.#database;
    const { epoch } = database;
    const fault = this.#drawFault(call.kind);
    if (fault === "zombie") return this.#loseAnswer(call);
    database.inFlight += 1;
    return new Promise((resolve, reject) => {
      const answer = (respond: () => void) =>
        this.#respond(call.label, () => {
          if (database.epoch === epoch) return respond();
          reject(lostAnswer(call.kind));
        });
      this.#travel(call, () => {
        const isDropped = database.epoch !== epoch || fault === "before" || fault === "notMade";
        if (isDropped) return answer(() => reject(failure(call.kind, fault)));
        call.effect().then(
          (value) =>
            answer(fault === "after" ? () => reject(lostAnswer(call.kind)) : () => resolve(value)),
          (error: unknown) => answer(() => reject(error)),
        );
      });
    });
  }

  /** The request under way: it may outlive the process that sent it, unless it owns the database. */
  #travel(call: Call<unknown>, arrive: () => void): void {
    const database = this.#database;
    const { scheduler, random } = database;
    const outlives = !this.exclusive && random.chance(0.5);
    scheduler.after(this.#latencyMs(), { label: call.label }, () => {
      database.inFlight -= 1;
      if (this.#process.isAlive || outlives) arrive();
    });
  }

  #respond(label: string, respond: () => void): void {
    const { scheduler } = this.#database;
    const options = { label: `answer to ${label}`, process: this.#process };
    scheduler.after(this.#latencyMs(), options, respond);
  }

  /** The caller hears at once that its answer is lost; the write is made when it likes. */
  #loseAnswer<T>(call: Call<T>): Promise<T> {
    const { scheduler, random, epoch } = this.#database;
    const delayMs = random.pick([5, 100, 2_000, 20_000]) * random.next();
    scheduler.after(delayMs, { label: `late ${call.label}` }, () => {
      if (this.#database.epoch !== epoch) return;
      if (this.#process.isAlive || !this.exclusive) call.effect().catch(() => {});
    });
    return new Promise((_resolve, reject) => {
      this.#respond(call.label, () => reject(lostAnswer(call.kind)));
    });
  }

  #drawFault(kind: Call<unknown>["kind"]): Fault {
    const { faults, random, scheduler, outageUntilMs } = this.#database;
    const roll = random.next();
    if (scheduler.nowMs < outageUntilMs) {
      if (kind === "read") return "before";
      return roll < 0.5 ? "after" : "notMade";
    }
    if (kind === "read") return roll < faults.read ? "before" : undefined;
    const { before, after, notMade, zombie } = faults;
    if (roll < before) return "before";
    if (roll < before + after) return "after";
    if (roll < before + after + notMade) return "notMade";
    // Who owns the database has one thread that writes: nothing of it comes late.
    const isZombie = !this.exclusive && roll < before + after + notMade + zombie;
    return isZombie ? "zombie" : undefined;
  }

  #latencyMs(): number {
    const { faults, random } = this.#database;
    if (random.chance(faults.slow)) return random.between(0, faults.slowMsMax);
    return random.between(0.1, 4);
  }
}

function failure(kind: Call<unknown>["kind"], fault: Fault): Error {
  return fault === "before" ? new StoreBusyError() : lostAnswer(kind);
}

function lostAnswer(kind: Call<unknown>["kind"]): Error {
  return kind === "repeatable" ? new IndeterminateError("simulated") : new StoreBusyError();
}
