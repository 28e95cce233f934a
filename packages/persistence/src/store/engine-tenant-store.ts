import type { Clock } from "../clock.js";
import { persistenceDefaults } from "../defaults.js";
import type { CommitSetRow } from "../engine/engine-rows.js";
import type { StorageEngine } from "../engine/storage-engine.js";
import { untilKnown } from "../engine/until-known.js";
import { CorruptRecordError, LogCompactedError } from "../errors.js";
import type {
  CommitResult,
  CommitRow,
  IdempotentRecord,
  SaveIdempotentResult,
} from "./commit-row.js";
import { compactLog } from "./compact-log.js";
import { eraseEntity } from "./erase-entity.js";
import type {
  Compaction,
  CompactionMachine,
  ErasedAnswer,
  Erasure,
  LogVerification,
  RecordVerification,
} from "./maintenance.js";
import { openDirectoryRow, openHead, openIdempotent, openOps, openSnapshot } from "./open-rows.js";
import { sealCommitRow, sealIdempotent, sealSnapshot } from "./seal-rows.js";
import type { TenantStore } from "./store.js";
import type {
  DirectoryEntry,
  DirectoryQuery,
  EntityHead,
  LogEntry,
  PageRequest,
  Snapshot,
  StoredOp,
} from "./stored.js";
import {
  assertValidCommit,
  assertValidId,
  assertValidIdempotent,
  assertValidSnapshot,
} from "./validate-commit.js";
import { verifyLog } from "./verify-log.js";
import { verifyRecords } from "./verify-records.js";

interface EngineTenantStoreOptions {
  readonly engine: StorageEngine;
  readonly clock: Clock;
  readonly tenant: string;
  /** Told of commits that wrote to the outbox. */
  readonly onOutbox: () => void;
}

/** {@link TenantStore} over any engine. */
export class EngineTenantStore implements TenantStore {
  readonly tenant: string;
  readonly #engine: StorageEngine;
  readonly #clock: Clock;
  readonly #onOutbox: () => void;

  constructor(options: EngineTenantStoreOptions) {
    assertValidId(options.tenant, "a tenant");
    this.tenant = options.tenant;
    this.#engine = options.engine;
    this.#clock = options.clock;
    this.#onOutbox = options.onOutbox;
  }

  async commit(rows: readonly CommitRow[]): Promise<CommitResult> {
    assertValidCommit(rows);
    // Sealed once: every attempt writes the same bytes under the same hash.
    const sealed = await Promise.all(rows.map((row) => sealCommitRow(this.tenant, row)));
    const result = await untilKnown(
      () => this.#engine.commit(this.tenant, sealed, this.#clock.nowMs()),
      this.#clock,
    );
    if (result.outcome === "lost") return result;
    if (result.outcome === "replayed") {
      return { outcome: "replayed", idem: await openIdempotent(this.tenant, result.idem) };
    }
    if (sealed.some(({ outbox }) => outbox.length > 0)) this.#onOutbox();
    return { outcome: "won", rows: sealed.map(committedRow) };
  }

  async saveIdempotent(record: IdempotentRecord, entity?: string): Promise<SaveIdempotentResult> {
    assertValidIdempotent(record);
    const about = entity === undefined ? undefined : { entity, seq: null };
    const row = await sealIdempotent(this.tenant, record, about);
    const result = await untilKnown(
      () => this.#engine.saveIdem(this.tenant, row, this.#clock.nowMs()),
      this.#clock,
    );
    if (result.outcome === "saved") return result;
    return { outcome: "replayed", idem: await openIdempotent(this.tenant, result.idem) };
  }

  async findIdempotent(key: string): Promise<IdempotentRecord | undefined> {
    const row = await this.#engine.findIdem(this.tenant, key);
    if (row === undefined) return undefined;
    const record = await openIdempotent(this.tenant, row);
    return record.expiresAtMs > this.#clock.nowMs() ? record : undefined;
  }

  async discardDamagedIdempotent(key: string): Promise<boolean> {
    const row = await this.#engine.findIdem(this.tenant, key);
    if (row === undefined) return false;
    try {
      await openIdempotent(this.tenant, row);
      return false;
    } catch (error) {
      if (!(error instanceof CorruptRecordError)) throw error;
      await this.#engine.deleteIdem(this.tenant, row);
      return true;
    }
  }

  async head(entity: string): Promise<EntityHead | undefined> {
    const row = await this.#engine.head(this.tenant, entity);
    return row && openHead(row);
  }

  async readOps(entity: string, afterSeq: number, limit: number): Promise<StoredOp[]> {
    const bounded = bound(limit, persistenceDefaults.readOpsMax);
    const rows = await this.#engine.readOps(this.tenant, entity, afterSeq, bounded);
    const [first] = rows;
    if (first !== undefined && first.seq > afterSeq + 1) {
      const head = await this.head(entity);
      const anchorSeq = head?.anchor?.seq ?? 0;
      if (anchorSeq > afterSeq) throw new LogCompactedError(entity, anchorSeq);
    }
    return openOps(this.tenant, entity, afterSeq, rows);
  }

  async latestSnapshot(
    entity: string,
    beforeSeq = Number.MAX_SAFE_INTEGER,
  ): Promise<Snapshot | undefined> {
    const row = await this.#engine.readSnapshot(this.tenant, entity, beforeSeq);
    return row && openSnapshot(this.tenant, entity, row);
  }

  async saveSnapshot(snapshot: Snapshot): Promise<void> {
    assertValidSnapshot(snapshot);
    const row = await sealSnapshot(this.tenant, snapshot);
    const { snapshotsKept } = persistenceDefaults;
    await untilKnown(
      () => this.#engine.saveSnapshot(this.tenant, snapshot.entity, row, snapshotsKept),
      this.#clock,
    );
  }

  async listEntities(query: DirectoryQuery): Promise<DirectoryEntry[]> {
    const { kind, after, includeDeleted = false } = query;
    const limit = bound(query.limit, persistenceDefaults.pageSizeMax);
    const rows = await this.#engine.listEntities(this.tenant, {
      kind,
      limit,
      after: after ?? null,
      includeDeleted,
    });
    return Promise.all(rows.map(openDirectoryRow));
  }

  async listLogs({ after = "", limit }: PageRequest = {}): Promise<LogEntry[]> {
    const rows = await this.#engine.listLogs(this.tenant, after, pageSize(limit));
    return rows.map(({ entity, kind, deletedAtMs }) => ({
      entity,
      kind,
      ended: deletedAtMs !== null,
    }));
  }

  async countLiveEntities(): Promise<ReadonlyMap<string, number>> {
    const counts = await this.#engine.countLiveEntities(this.tenant);
    return new Map(counts.map(({ kind, count }) => [kind, count]));
  }

  compact<State, Op>(entity: string, machine: CompactionMachine<State, Op>): Promise<Compaction> {
    const { truncateOpsMax } = persistenceDefaults;
    return compactLog(this, machine, entity, (anchor) =>
      this.#engine.truncateLog(this.tenant, entity, anchor, truncateOpsMax),
    );
  }

  erase(entity: string, answer: ErasedAnswer): Promise<Erasure> {
    return eraseEntity(this.#engine, this, entity, answer);
  }

  verify(entity: string): Promise<LogVerification | undefined> {
    return verifyLog(this, entity);
  }

  verifyRecords(): Promise<RecordVerification> {
    return verifyRecords(this.#engine, this.tenant);
  }
}

function committedRow({ entity, op }: CommitSetRow) {
  return { entity, seq: op.seq, hash: op.hash };
}

/** The size of a page, within its bounds. */
export function pageSize(limit: number = persistenceDefaults.pageSizeMax): number {
  return bound(limit, persistenceDefaults.pageSizeMax);
}

function bound(limit: number, max: number): number {
  return Math.min(Math.max(1, Math.trunc(limit)), max);
}
