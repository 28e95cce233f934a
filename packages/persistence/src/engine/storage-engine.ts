import type {
  AnchorRow,
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
} from "./engine-rows.js";

/** How many rows {@link StorageEngine.eraseRows} deleted. */
export interface ErasedRows {
  readonly snapshots: number;
  readonly outboxRows: number;
}

/**
 * What a database has to do. Tenants, hashes, checksums, codecs and retries are the store's work
 * and the same over every engine; an engine keeps rows, and decides races.
 *
 * A write that resolves is on disk. A write that throws was not made, except when it throws
 * {@link IndeterminateError}.
 */
export interface StorageEngine {
  /** True when no other process can write to the database. */
  readonly exclusive: boolean;

  /**
   * Appends a set of ops with what hangs on them, all or nothing. In this order: a set that was
   * committed before (the first row's `opId` stands in its place) is `won`; a used idempotency
   * key, not expired at `nowMs`, is `replayed`; a taken place, or a predecessor that is not there,
   * is `lost`.
   */
  commit(tenant: string, rows: readonly CommitSetRow[], nowMs: number): Promise<CommitSetResult>;
  saveIdem(tenant: string, row: IdemRow, nowMs: number): Promise<SaveIdemResult>;
  findIdem(tenant: string, key: string): Promise<IdemRow | undefined>;
  /** Deletes a kept answer, unless another has taken its place since it was read. */
  deleteIdem(tenant: string, row: IdemRow): Promise<void>;
  /** Deletes at most `limit` rows that have expired; returns how many. */
  purgeIdem(nowMs: number, limit: number): Promise<number>;

  head(tenant: string, entity: string): Promise<HeadRow | undefined>;
  readOps(tenant: string, entity: string, afterSeq: number, limit: number): Promise<OpRow[]>;

  readSnapshot(tenant: string, entity: string, beforeSeq: number): Promise<SnapshotRow | undefined>;
  /** Keeps a snapshot of an op that is in the log, and drops all but the `keep` newest. */
  saveSnapshot(tenant: string, entity: string, row: SnapshotRow, keep: number): Promise<void>;

  listEntities(tenant: string, request: DirectoryRequest): Promise<DirectoryRow[]>;
  countLiveEntities(tenant: string): Promise<{ kind: string; count: number }[]>;

  /**
   * Hides visible rows for `leaseMs` and returns them, oldest first. `nowMs` is the time here and
   * in {@link releaseOutbox} for an engine that is alone; one that is shared goes by the clock of
   * the database, so that workers whose clocks differ agree on what is claimed.
   */
  claimOutbox(nowMs: number, leaseMs: number, limit: number): Promise<ClaimedOutboxRow[]>;
  /** Deletes a delivered row, unless another claim has taken it since. */
  deleteOutbox(id: number, attempts: number): Promise<void>;
  /** Makes an undelivered row visible after a pause, unless another claim has taken it since. */
  releaseOutbox(id: number, attempts: number, nowMs: number, pauseMs: number): Promise<void>;

  /**
   * Makes a log begin after `anchor`: deletes at most `limit` ops up to it, the oldest first, and
   * returns how many. Deletes none unless the op after the anchor follows it and either the
   * entity had ended there, or two snapshots hold the state: one at the anchor, one after it.
   */
  truncateLog(tenant: string, entity: string, anchor: AnchorRow, limit: number): Promise<number>;
  /** Deletes snapshots and outbox rows of an entity's ended life, but not its last op's events. */
  eraseRows(tenant: string, entity: string, endSeq: number): Promise<ErasedRows>;
  /** Answers that were kept with an op up to `endSeq` or about none, by key, after `afterKey`. */
  readIdemOf(
    tenant: string,
    entity: string,
    endSeq: number,
    afterKey: string,
    limit: number,
  ): Promise<IdemRow[]>;
  /** A tenant's kept answers, expired ones too, by key, after `afterKey`. */
  readIdem(tenant: string, afterKey: string, limit: number): Promise<IdemRow[]>;
  /** A tenant's outbox rows, claimed ones too, by id, after `afterId`. */
  readOutbox(tenant: string, afterId: number, limit: number): Promise<ClaimedOutboxRow[]>;
  /** Puts other answers in the place of kept ones. */
  replaceIdem(tenant: string, rows: readonly IdemRow[]): Promise<void>;
  /** Sees to it that what was deleted is gone from the files, as far as that can be asked for. */
  reclaim(): Promise<void>;

  /** Tenants that have entities, in order, after `after`. */
  listTenants(after: string, limit: number): Promise<string[]>;
  /** Tenants that have kept answers or outbox rows, in order, after `after`. */
  listRecordTenants(after: string, limit: number): Promise<string[]>;
  /** A tenant's entities of every kind, in order of their ids, after `after`. */
  listLogs(tenant: string, after: string, limit: number): Promise<LogRow[]>;
  status(nowMs: number): Promise<StatusRow>;
  reserveRate(tenant: string, request: RateRequest): Promise<RateRow>;

  /** Resolves when the database takes writes. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
