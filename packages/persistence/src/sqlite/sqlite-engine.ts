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
import { IndeterminateError } from "../engine/indeterminate-error.js";
import type { ErasedRows, StorageEngine } from "../engine/storage-engine.js";
import {
  CorruptEntityError,
  InvalidCommitError,
  StoreBusyError,
  StoreFailedError,
  StoreFullError,
} from "../errors.js";
import { CallFailed, DatabaseThread } from "./database-thread.js";
import { memoryPath } from "./open-connection.js";

interface SqliteEngineOptions {
  /** Told once, when the database has failed for good. */
  readonly onFailure?: ((error: StoreFailedError) => void) | undefined;
  /** Code of the database threads. Default: this package's. */
  readonly threadEntry?: URL;
}

/** The entity that a call is about, when it is about one. */
interface Subject {
  readonly tenant: string;
  readonly entity: string | undefined;
}

/**
 * SQLite in one file, or in memory. One thread owns the connection that writes and commits in
 * groups; another one reads beside it, so that neither a sync nor a long read holds up the event
 * loop. A database in memory cannot be shared, so there the writer reads too.
 */
export class SqliteEngine implements StorageEngine {
  readonly exclusive = true;
  readonly #writer: DatabaseThread;
  readonly #reader: DatabaseThread;
  #onFailure: ((error: StoreFailedError) => void) | undefined;

  private constructor(
    writer: DatabaseThread,
    reader: DatabaseThread,
    onFailure?: (error: StoreFailedError) => void,
  ) {
    this.#writer = writer;
    this.#reader = reader;
    this.#onFailure = onFailure;
  }

  /**
   * Opens a database and brings its schema up to date.
   *
   * @throws StoreLockedError, StoreConfigurationError, StoreFailedError
   */
  static async open(path: string, options: SqliteEngineOptions = {}): Promise<SqliteEngine> {
    const { onFailure, threadEntry } = options;
    const writer = await DatabaseThread.start({ role: "writer", path }, threadEntry);
    try {
      const reader =
        path === memoryPath
          ? writer
          : await DatabaseThread.start({ role: "reader", path }, threadEntry);
      return new SqliteEngine(writer, reader, onFailure);
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  /**
   * Opens a file without its lock, on one connection that only reads: wrap it, for its writes reach
   * nothing.
   *
   * @throws StoreFailedError when there is no such database
   */
  static async openToRead(path: string): Promise<SqliteEngine> {
    const reader = await DatabaseThread.start({ role: "reader", path });
    return new SqliteEngine(reader, reader);
  }

  commit(tenant: string, rows: readonly CommitSetRow[], nowMs: number): Promise<CommitSetResult> {
    return this.#repeatable(this.#writer.call("commit", tenant, rows, nowMs), {
      tenant,
      entity: rows[0]?.entity,
    });
  }

  saveIdem(tenant: string, row: IdemRow, nowMs: number): Promise<SaveIdemResult> {
    return this.#repeatable(this.#writer.call("saveIdem", tenant, row, nowMs));
  }

  findIdem(tenant: string, key: string): Promise<IdemRow | undefined> {
    return this.#translate(this.#reader.call("findIdem", tenant, key));
  }

  deleteIdem(tenant: string, row: IdemRow): Promise<void> {
    return this.#translate(this.#writer.call("deleteIdem", tenant, row));
  }

  purgeIdem(nowMs: number, limit: number): Promise<number> {
    return this.#translate(this.#writer.call("purgeIdem", nowMs, limit));
  }

  head(tenant: string, entity: string): Promise<HeadRow | undefined> {
    return this.#translate(this.#reader.call("head", tenant, entity), { tenant, entity });
  }

  readOps(tenant: string, entity: string, afterSeq: number, limit: number): Promise<OpRow[]> {
    const call = this.#reader.call("readOps", tenant, entity, afterSeq, limit);
    return this.#translate(call, { tenant, entity });
  }

  readSnapshot(
    tenant: string,
    entity: string,
    beforeSeq: number,
  ): Promise<SnapshotRow | undefined> {
    const call = this.#reader.call("readSnapshot", tenant, entity, beforeSeq);
    return this.#translate(call, { tenant, entity });
  }

  saveSnapshot(tenant: string, entity: string, row: SnapshotRow, keep: number): Promise<void> {
    const call = this.#writer.call("saveSnapshot", tenant, entity, row, keep);
    return this.#repeatable(call, { tenant, entity });
  }

  listEntities(tenant: string, request: DirectoryRequest): Promise<DirectoryRow[]> {
    return this.#translate(this.#reader.call("listEntities", tenant, request));
  }

  countLiveEntities(tenant: string): Promise<{ kind: string; count: number }[]> {
    return this.#translate(this.#reader.call("countLiveEntities", tenant));
  }

  claimOutbox(nowMs: number, leaseMs: number, limit: number): Promise<ClaimedOutboxRow[]> {
    return this.#translate(this.#writer.call("claimOutbox", nowMs, leaseMs, limit));
  }

  deleteOutbox(id: number, attempts: number): Promise<void> {
    return this.#translate(this.#writer.call("deleteOutbox", id, attempts));
  }

  releaseOutbox(id: number, attempts: number, nowMs: number, pauseMs: number): Promise<void> {
    return this.#translate(this.#writer.call("releaseOutbox", id, attempts, nowMs, pauseMs));
  }

  truncateLog(tenant: string, entity: string, anchor: AnchorRow, limit: number): Promise<number> {
    const call = this.#writer.call("truncateLog", tenant, entity, anchor, limit);
    return this.#translate(call, { tenant, entity });
  }

  eraseRows(tenant: string, entity: string, endSeq: number): Promise<ErasedRows> {
    return this.#translate(this.#writer.call("eraseRows", tenant, entity, endSeq));
  }

  readIdemOf(
    tenant: string,
    entity: string,
    endSeq: number,
    afterKey: string,
    limit: number,
  ): Promise<IdemRow[]> {
    const call = this.#reader.call("readIdemOf", tenant, entity, endSeq, afterKey, limit);
    return this.#translate(call, { tenant, entity });
  }

  readIdem(tenant: string, afterKey: string, limit: number): Promise<IdemRow[]> {
    return this.#translate(this.#reader.call("readIdem", tenant, afterKey, limit));
  }

  readOutbox(tenant: string, afterId: number, limit: number): Promise<ClaimedOutboxRow[]> {
    return this.#translate(this.#reader.call("readOutbox", tenant, afterId, limit));
  }

  replaceIdem(tenant: string, rows: readonly IdemRow[]): Promise<void> {
    return this.#translate(this.#writer.call("replaceIdem", tenant, rows));
  }

  reclaim(): Promise<void> {
    return this.#translate(this.#writer.call("reclaim"));
  }

  listTenants(after: string, limit: number): Promise<string[]> {
    return this.#translate(this.#reader.call("listTenants", after, limit));
  }

  listRecordTenants(after: string, limit: number): Promise<string[]> {
    return this.#translate(this.#reader.call("listRecordTenants", after, limit));
  }

  listLogs(tenant: string, after: string, limit: number): Promise<LogRow[]> {
    return this.#translate(this.#reader.call("listLogs", tenant, after, limit));
  }

  status(nowMs: number): Promise<StatusRow> {
    return this.#translate(this.#reader.call("status", nowMs));
  }

  reserveRate(tenant: string, request: RateRequest): Promise<RateRow> {
    return this.#translate(this.#writer.call("reserveRate", tenant, request));
  }

  probe(): Promise<void> {
    return this.#translate(this.#writer.call("probe"));
  }

  async close(): Promise<void> {
    if (this.#reader !== this.#writer) await this.#reader.close();
    await this.#writer.close();
  }

  /** As {@link #translate}, for a write that the store can repeat until its outcome is known. */
  async #repeatable<T>(call: Promise<T>, about?: Subject): Promise<T> {
    try {
      return await this.#translate(call, about);
    } catch (error) {
      const cause = error instanceof StoreFailedError ? error.cause : undefined;
      const unknown = cause instanceof CallFailed && cause.failure.kind === "unknown";
      throw unknown ? new IndeterminateError(cause.message, { cause: error }) : error;
    }
  }

  /** Turns what a thread reports into the errors of this package. */
  async #translate<T>(call: Promise<T>, about?: Subject): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      const translated = translateFailure(error, about);
      const { kind } = error.failure;
      if (translated instanceof StoreFailedError && kind !== "damaged") this.#fail(translated);
      throw translated;
    }
  }

  #fail(error: StoreFailedError): void {
    const onFailure = this.#onFailure;
    this.#onFailure = undefined;
    onFailure?.(error);
  }
}

function translateFailure(cause: CallFailed, about: Subject | undefined): Error {
  const { kind, message } = cause.failure;
  switch (kind) {
    case "full":
      return new StoreFullError({ cause });
    case "busy":
      return new StoreBusyError({ cause });
    case "rejected":
      return new InvalidCommitError(message);
    case "damaged":
      return about?.entity === undefined
        ? new StoreFailedError(message, { cause })
        : new CorruptEntityError(about.entity, message, { tenant: about.tenant, cause });
    case "failed":
    case "unknown":
      return new StoreFailedError(message, { cause });
  }
}
