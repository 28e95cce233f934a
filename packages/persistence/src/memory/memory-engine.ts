import { arrivalAheadMaxUs } from "../engine/arrival-ahead.js";
import type {
  ClaimedOutboxRow,
  CommitSetResult,
  CommitSetRow,
  DirectoryRequest,
  DirectoryRow,
  HeadRow,
  IdemRow,
  LogRow,
  OpRow,
  RateRequest,
  RateRow,
  SaveIdemResult,
  SnapshotRow,
  StatusRow,
} from "../engine/engine-rows.js";
import type { ErasedRows, StorageEngine } from "../engine/storage-engine.js";
import { InvalidCommitError, StoreClosedError } from "../errors.js";
import { genesisHash, sameBytes } from "../store/chain.js";
import { countRows } from "./count-rows.js";
import type { EntityRows, KeptOutboxRow, TenantRows } from "./memory-rows.js";

/**
 * An engine whose rows live in this process and are gone with it: for simulations and tests of
 * what runs above an engine. Every call takes effect at once, before it returns its promise, so
 * that whoever calls decides the order of effects. Nothing of it is durable; a service that wants
 * no file takes `sqlite::memory:`.
 */
export class MemoryEngine implements StorageEngine {
  readonly exclusive: boolean;
  readonly #tenants = new Map<string, TenantRows>();
  readonly #outbox = new Map<number, KeptOutboxRow>();
  #lastOutboxId = 0;
  #closed = false;

  /** @param options.exclusive - false when several hosts share the engine. Default true. */
  constructor(options: { readonly exclusive?: boolean } = {}) {
    this.exclusive = options.exclusive ?? true;
  }

  /** Rows of the outbox that are not delivered yet, oldest first. */
  get outbox(): readonly ClaimedOutboxRow[] {
    return [...this.#outbox.values()];
  }

  async commit(
    tenant: string,
    rows: readonly CommitSetRow[],
    nowMs: number,
  ): Promise<CommitSetResult> {
    this.#assertOpen();
    const { entities, idem } = this.#tenant(tenant);
    const [first] = rows;
    if (first !== undefined && isCommitted(entities.get(first.entity), first)) {
      return { outcome: "won" };
    }
    const keys = rows.flatMap((row) => (row.idem === null ? [] : [row.idem]));
    const used = keys.map(({ key }) => liveKey(idem.get(key), nowMs)).find((it) => it);
    if (used !== undefined) return { outcome: "replayed", idem: used };
    // Nothing is written before every row is known to fit.
    for (const row of rows) {
      const kept = entities.get(row.entity);
      if (!fits(kept, row.op)) return { outcome: "lost", entity: row.entity };
      assertLifecycle(kept, row);
    }
    for (const key of keys) idem.set(key.key, key);
    for (const row of rows) this.#append(tenant, entities, row);
    return { outcome: "won" };
  }

  async saveIdem(tenant: string, row: IdemRow, nowMs: number): Promise<SaveIdemResult> {
    this.#assertOpen();
    const { idem } = this.#tenant(tenant);
    const used = liveKey(idem.get(row.key), nowMs);
    if (used !== undefined) return { outcome: "replayed", idem: used };
    idem.set(row.key, row);
    return { outcome: "saved" };
  }

  async findIdem(tenant: string, key: string): Promise<IdemRow | undefined> {
    this.#assertOpen();
    return this.#tenant(tenant).idem.get(key);
  }

  async deleteIdem(tenant: string, row: IdemRow): Promise<void> {
    this.#assertOpen();
    const { idem } = this.#tenant(tenant);
    const kept = idem.get(row.key);
    if (kept !== undefined && sameBytes(kept.checksum, row.checksum)) idem.delete(row.key);
  }

  async purgeIdem(nowMs: number, limit: number): Promise<number> {
    this.#assertOpen();
    let purged = 0;
    for (const { idem } of this.#tenants.values()) {
      for (const [key, { expiresAtMs }] of idem) {
        if (purged === limit) return purged;
        if (expiresAtMs > nowMs) continue;
        idem.delete(key);
        purged += 1;
      }
    }
    return purged;
  }

  async head(tenant: string, entity: string): Promise<HeadRow | undefined> {
    this.#assertOpen();
    const rows = this.#tenant(tenant).entities.get(entity);
    if (rows?.directory === undefined) return undefined;
    const { meta: _meta, ...directory } = rows.directory;
    const last = rows.ops.at(-1);
    const end = last ?? { seq: 0, hash: genesisHash(), atMs: directory.createdAtMs };
    const whole = { anchorSeq: null, anchorHash: null };
    return { seq: end.seq, hash: end.hash, atMs: end.atMs, ...directory, ...whole };
  }

  async readOps(tenant: string, entity: string, afterSeq: number, limit: number): Promise<OpRow[]> {
    this.#assertOpen();
    const ops = this.#tenant(tenant).entities.get(entity)?.ops ?? [];
    return ops.slice(afterSeq, afterSeq + limit);
  }

  async readSnapshot(
    tenant: string,
    entity: string,
    beforeSeq: number,
  ): Promise<SnapshotRow | undefined> {
    this.#assertOpen();
    const snapshots = this.#tenant(tenant).entities.get(entity)?.snapshots ?? [];
    return snapshots.findLast(({ seq }) => seq < beforeSeq);
  }

  async saveSnapshot(
    tenant: string,
    entity: string,
    row: SnapshotRow,
    keep: number,
  ): Promise<void> {
    this.#assertOpen();
    const rows = this.#tenant(tenant).entities.get(entity);
    const op = rows?.ops[row.seq - 1];
    const { deletedAtMs = 0, genesisSeq = 0 } = rows?.directory ?? {};
    if (rows === undefined || op === undefined || deletedAtMs !== null) return;
    if (genesisSeq > row.seq || !sameBytes(op.hash, row.chainHash)) return;
    const others = rows.snapshots.filter(({ seq }) => seq !== row.seq);
    rows.snapshots = [...others, row].sort((a, b) => a.seq - b.seq).slice(-keep);
  }

  async listEntities(tenant: string, request: DirectoryRequest): Promise<DirectoryRow[]> {
    this.#assertOpen();
    const { kind, limit, after, includeDeleted } = request;
    const listed = [...this.#tenant(tenant).entities].flatMap(([entity, { directory }]) =>
      directory?.kind === kind ? [{ entity, ...directory }] : [],
    );
    return listed
      .filter(({ deletedAtMs }) => includeDeleted || deletedAtMs === null)
      .filter((row) => after === null || comparePlaces(row, after) > 0)
      .sort(comparePlaces)
      .slice(0, limit);
  }

  async countLiveEntities(tenant: string): Promise<{ kind: string; count: number }[]> {
    this.#assertOpen();
    const counts = new Map<string, number>();
    for (const { directory } of this.#tenant(tenant).entities.values()) {
      if (directory === undefined || directory.deletedAtMs !== null) continue;
      counts.set(directory.kind, (counts.get(directory.kind) ?? 0) + 1);
    }
    return [...counts].map(([kind, count]) => ({ kind, count }));
  }

  async claimOutbox(nowMs: number, leaseMs: number, limit: number): Promise<ClaimedOutboxRow[]> {
    this.#assertOpen();
    const visible = [...this.#outbox.values()]
      .filter(({ visibleAtMs }) => visibleAtMs <= nowMs)
      .sort((a, b) => a.visibleAtMs - b.visibleAtMs || a.id - b.id)
      .slice(0, limit);
    for (const row of visible) {
      row.visibleAtMs = nowMs + leaseMs;
      row.attempts += 1;
    }
    return visible.map((row) => ({ ...row })).sort((a, b) => a.id - b.id);
  }

  async deleteOutbox(id: number, attempts: number): Promise<void> {
    this.#assertOpen();
    if (this.#outbox.get(id)?.attempts === attempts) this.#outbox.delete(id);
  }

  async releaseOutbox(id: number, attempts: number, nowMs: number, pauseMs: number): Promise<void> {
    this.#assertOpen();
    const row = this.#outbox.get(id);
    if (row?.attempts === attempts) row.visibleAtMs = nowMs + pauseMs;
  }

  /** Logs are kept whole here: none begins after an anchor. */
  async truncateLog(): Promise<number> {
    return 0;
  }

  async eraseRows(tenant: string, entity: string, endSeq: number): Promise<ErasedRows> {
    this.#assertOpen();
    const rows = this.#tenant(tenant).entities.get(entity);
    const kept = rows?.snapshots.filter(({ seq }) => seq > endSeq) ?? [];
    const snapshots = (rows?.snapshots.length ?? 0) - kept.length;
    if (rows !== undefined) rows.snapshots = kept;
    const doomed = this.outbox.filter(
      (row) =>
        row.tenant === tenant &&
        ((row.source === entity && row.sourceSeq < endSeq) ||
          (row.target === entity && row.targetGenesisSeq <= endSeq)),
    );
    for (const { id } of doomed) this.#outbox.delete(id);
    return { snapshots, outboxRows: doomed.length };
  }

  async readIdemOf(
    tenant: string,
    entity: string,
    endSeq: number,
    afterKey: string,
    limit: number,
  ): Promise<IdemRow[]> {
    this.#assertOpen();
    return [...this.#tenant(tenant).idem.values()]
      .filter((row) => row.entity === entity && (row.seq ?? 0) <= endSeq && row.key > afterKey)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, limit);
  }

  async readIdem(tenant: string, afterKey: string, limit: number): Promise<IdemRow[]> {
    this.#assertOpen();
    return [...this.#tenant(tenant).idem.values()]
      .filter(({ key }) => key > afterKey)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, limit);
  }

  async readOutbox(tenant: string, afterId: number, limit: number): Promise<ClaimedOutboxRow[]> {
    this.#assertOpen();
    return this.outbox.filter((row) => row.tenant === tenant && row.id > afterId).slice(0, limit);
  }

  async replaceIdem(tenant: string, rows: readonly IdemRow[]): Promise<void> {
    this.#assertOpen();
    const { idem } = this.#tenant(tenant);
    for (const row of rows) {
      const kept = idem.get(row.key);
      const isSame = kept?.entity === row.entity && sameBytes(kept.fingerprint, row.fingerprint);
      if (kept !== undefined && isSame)
        idem.set(row.key, { ...row, expiresAtMs: kept.expiresAtMs });
    }
  }

  /** There are no files. */
  async reclaim(): Promise<void> {}

  async listTenants(after: string, limit: number): Promise<string[]> {
    this.#assertOpen();
    const named = [...this.#tenants].filter(
      ([name, { entities }]) => name > after && entities.size,
    );
    return named
      .map(([name]) => name)
      .sort()
      .slice(0, limit);
  }

  async listRecordTenants(after: string, limit: number): Promise<string[]> {
    this.#assertOpen();
    const answered = [...this.#tenants].flatMap(([name, { idem }]) => (idem.size > 0 ? name : []));
    const named = new Set([...answered, ...this.outbox.map(({ tenant }) => tenant)]);
    return [...named]
      .filter((name) => name > after)
      .sort()
      .slice(0, limit);
  }

  async listLogs(tenant: string, after: string, limit: number): Promise<LogRow[]> {
    this.#assertOpen();
    return [...this.#tenant(tenant).entities]
      .flatMap(([entity, { directory }]) => {
        if (directory === undefined || entity <= after) return [];
        return [{ entity, kind: directory.kind, deletedAtMs: directory.deletedAtMs }];
      })
      .sort((a, b) => (a.entity < b.entity ? -1 : 1))
      .slice(0, limit);
  }

  async status(nowMs: number): Promise<StatusRow> {
    this.#assertOpen();
    return countRows(this.#tenants.values(), this.outbox, nowMs);
  }

  async reserveRate(tenant: string, request: RateRequest): Promise<RateRow> {
    this.#assertOpen();
    const { policy, incrementUs, burstUs, nowUs } = request;
    const { rates } = this.#tenant(tenant);
    const held = rates.get(policy) ?? nowUs;
    if (held > nowUs + burstUs + arrivalAheadMaxUs) {
      const tatUs = nowUs + burstUs + 1;
      rates.set(policy, tatUs);
      return { granted: false, tatUs, nowUs };
    }
    const tatUs = Math.max(held, nowUs) + incrementUs;
    if (rates.has(policy) && tatUs > nowUs + burstUs) return { granted: false, tatUs: held, nowUs };
    rates.set(policy, tatUs);
    return { granted: true, tatUs, nowUs };
  }

  async probe(): Promise<void> {
    this.#assertOpen();
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreClosedError();
  }

  #tenant(tenant: string): TenantRows {
    const found = this.#tenants.get(tenant) ?? {
      entities: new Map(),
      idem: new Map(),
      rates: new Map(),
    };
    this.#tenants.set(tenant, found);
    return found;
  }

  #append(tenant: string, entities: Map<string, EntityRows>, row: CommitSetRow): void {
    const { entity, kind, op, genesis, tombstone, outbox } = row;
    const rows = entities.get(entity) ?? { directory: undefined, ops: [], snapshots: [] };
    entities.set(entity, rows);
    rows.ops.push(op);
    if (genesis !== null) {
      const { meta } = genesis;
      const times = { createdAtMs: op.atMs, deletedAtMs: null };
      rows.directory = { kind, genesisSeq: op.seq, ...times, meta };
    }
    if (tombstone && rows.directory !== undefined) {
      rows.directory = { ...rows.directory, deletedAtMs: op.atMs, meta: null };
      rows.snapshots = [];
    }
    for (const message of outbox) {
      this.#lastOutboxId += 1;
      const id = this.#lastOutboxId;
      this.#outbox.set(id, { ...message, id, tenant, attempts: 0 });
    }
  }
}

function isCommitted(rows: EntityRows | undefined, { op }: CommitSetRow): boolean {
  const stored = rows?.ops[op.seq - 1];
  return stored !== undefined && sameBytes(stored.opId, op.opId);
}

function liveKey(row: IdemRow | undefined, nowMs: number): IdemRow | undefined {
  return row !== undefined && row.expiresAtMs > nowMs ? row : undefined;
}

/** The fence: the place is free and the op before it is the one that the new op follows. */
function fits(rows: EntityRows | undefined, op: OpRow): boolean {
  const last = rows?.ops.at(-1);
  if (op.seq !== (last?.seq ?? 0) + 1) return false;
  return last === undefined || sameBytes(last.hash, op.prevHash);
}

/** @throws InvalidCommitError */
function assertLifecycle(rows: EntityRows | undefined, row: CommitSetRow): void {
  const lives = rows?.directory !== undefined && rows.directory.deletedAtMs === null;
  const name = JSON.stringify(row.entity);
  if (row.genesis !== null && lives) {
    throw new InvalidCommitError(`genesis of ${name}, which lives`);
  }
  if (row.tombstone && !lives) {
    throw new InvalidCommitError(`tombstone of ${name}, which does not live`);
  }
}

function comparePlaces(
  a: { readonly createdAtMs: number; readonly entity: string },
  b: { readonly createdAtMs: number; readonly entity: string },
): number {
  if (a.createdAtMs !== b.createdAtMs) return a.createdAtMs - b.createdAtMs;
  return a.entity < b.entity ? -1 : a.entity > b.entity ? 1 : 0;
}
