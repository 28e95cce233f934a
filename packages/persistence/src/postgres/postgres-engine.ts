import type { PoolConfig } from "pg";
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
} from "../engine/engine-rows.js";
import type { ErasedRows, StorageEngine } from "../engine/storage-engine.js";
import { StoreBusyError } from "../errors.js";
import { commitGroup } from "./commit-group.js";
import { CommitQueue } from "./commit-queue.js";
import { type ConnectionLimits, Connections } from "./connections.js";
import { PostgresMaintenance } from "./postgres-maintenance.js";
import { PostgresReader } from "./postgres-reader.js";
import { type OutboxClock, PostgresWriter } from "./postgres-writer.js";
import { type PrepareOptions, prepareDatabase } from "./prepare-database.js";

/** How {@link PostgresEngine} connects, and what it insists on. */
export interface PostgresEngineOptions extends ConnectionLimits, PrepareOptions {
  /** Default: the database's. */
  readonly outboxClock?: OutboxClock;
}

/** PostgreSQL 15 or newer, shared with other processes. */
export class PostgresEngine implements StorageEngine {
  readonly exclusive = false;
  readonly #connections: Connections;
  readonly #queue: CommitQueue;
  readonly #reader: PostgresReader;
  readonly #writer: PostgresWriter;
  readonly #maintenance: PostgresMaintenance;
  #closing: Promise<void> | undefined;

  private constructor(connections: Connections, outboxClock: OutboxClock = "database") {
    this.#connections = connections;
    this.#queue = new CommitQueue(connections.commitConnections, (sets, contended) =>
      commitGroup(connections, sets, contended),
    );
    this.#reader = new PostgresReader(connections);
    this.#writer = new PostgresWriter(connections, outboxClock);
    this.#maintenance = new PostgresMaintenance(connections);
  }

  /**
   * Connects, checks that commits are durable, and brings the schema up to date.
   *
   * @throws StoreConfigurationError, StoreUnavailableError
   */
  static async open(
    config: PoolConfig,
    options: PostgresEngineOptions = {},
  ): Promise<PostgresEngine> {
    await prepareDatabase(config, options);
    return new PostgresEngine(new Connections(config, options), options.outboxClock);
  }

  /** As {@link open}, but takes the server and the schema as they are. */
  static openAsIs(config: PoolConfig, options: ConnectionLimits = {}): PostgresEngine {
    return new PostgresEngine(new Connections(config, options));
  }

  async commit(
    tenant: string,
    rows: readonly CommitSetRow[],
    nowMs: number,
  ): Promise<CommitSetResult> {
    const verdict = await this.#queue.commit({ tenant, rows, nowMs });
    if (verdict.outcome !== "used") return verdict;
    const key = rows.find(({ idem }) => idem !== null)?.idem?.key ?? "";
    const idem = await this.findIdem(tenant, key);
    // Expired and purged in this moment: the next attempt finds the key free.
    if (idem === undefined) throw new StoreBusyError();
    return { outcome: "replayed", idem };
  }

  async saveIdem(tenant: string, row: IdemRow, nowMs: number): Promise<SaveIdemResult> {
    if (await this.#writer.takeKey(tenant, row, nowMs)) return { outcome: "saved" };
    const idem = await this.findIdem(tenant, row.key);
    if (idem === undefined) throw new StoreBusyError();
    return { outcome: "replayed", idem };
  }

  findIdem(tenant: string, key: string): Promise<IdemRow | undefined> {
    return this.#reader.findIdem(tenant, key);
  }

  deleteIdem(tenant: string, row: IdemRow): Promise<void> {
    return this.#maintenance.deleteIdem(tenant, row);
  }

  purgeIdem(nowMs: number, limit: number): Promise<number> {
    return this.#writer.purgeIdem(nowMs, limit);
  }

  head(tenant: string, entity: string): Promise<HeadRow | undefined> {
    return this.#reader.head(tenant, entity);
  }

  readOps(tenant: string, entity: string, afterSeq: number, limit: number): Promise<OpRow[]> {
    return this.#reader.readOps(tenant, entity, afterSeq, limit);
  }

  readSnapshot(
    tenant: string,
    entity: string,
    beforeSeq: number,
  ): Promise<SnapshotRow | undefined> {
    return this.#reader.readSnapshot(tenant, entity, beforeSeq);
  }

  saveSnapshot(tenant: string, entity: string, row: SnapshotRow, keep: number): Promise<void> {
    return this.#writer.saveSnapshot(tenant, entity, row, keep);
  }

  listEntities(tenant: string, request: DirectoryRequest): Promise<DirectoryRow[]> {
    return this.#reader.listEntities(tenant, request);
  }

  countLiveEntities(tenant: string): Promise<{ kind: string; count: number }[]> {
    return this.#reader.countLiveEntities(tenant);
  }

  claimOutbox(nowMs: number, leaseMs: number, limit: number): Promise<ClaimedOutboxRow[]> {
    return this.#writer.claimOutbox(nowMs, leaseMs, limit);
  }

  deleteOutbox(id: number, attempts: number): Promise<void> {
    return this.#writer.deleteOutbox(id, attempts);
  }

  releaseOutbox(id: number, attempts: number, nowMs: number, pauseMs: number): Promise<void> {
    return this.#writer.releaseOutbox(id, attempts, nowMs, pauseMs);
  }

  truncateLog(tenant: string, entity: string, anchor: AnchorRow, limit: number): Promise<number> {
    return this.#maintenance.truncateLog(tenant, entity, anchor, limit);
  }

  eraseRows(tenant: string, entity: string, endSeq: number): Promise<ErasedRows> {
    return this.#maintenance.eraseRows(tenant, entity, endSeq);
  }

  readIdemOf(
    tenant: string,
    entity: string,
    endSeq: number,
    afterKey: string,
    limit: number,
  ): Promise<IdemRow[]> {
    return this.#reader.readIdemOf(tenant, entity, endSeq, afterKey, limit);
  }

  readIdem(tenant: string, afterKey: string, limit: number): Promise<IdemRow[]> {
    return this.#reader.readIdem(tenant, afterKey, limit);
  }

  readOutbox(tenant: string, afterId: number, limit: number): Promise<ClaimedOutboxRow[]> {
    return this.#reader.readOutbox(tenant, afterId, limit);
  }

  replaceIdem(tenant: string, rows: readonly IdemRow[]): Promise<void> {
    return this.#maintenance.replaceIdem(tenant, rows);
  }

  /** Vacuum is the server's: it runs by itself, and the service's login need not own the tables. */
  async reclaim(): Promise<void> {}

  listTenants(after: string, limit: number): Promise<string[]> {
    return this.#reader.listTenants(after, limit);
  }

  listRecordTenants(after: string, limit: number): Promise<string[]> {
    return this.#reader.listRecordTenants(after, limit);
  }

  listLogs(tenant: string, after: string, limit: number): Promise<LogRow[]> {
    return this.#reader.listLogs(tenant, after, limit);
  }

  status(nowMs: number): Promise<StatusRow> {
    return this.#maintenance.status(nowMs);
  }

  reserveRate(tenant: string, request: RateRequest): Promise<RateRow> {
    return this.#maintenance.reserveRate(tenant, request);
  }

  probe(): Promise<void> {
    return this.#writer.probe();
  }

  close(): Promise<void> {
    this.#closing ??= this.#queue.close().then(() => this.#connections.close());
    return this.#closing;
  }
}
