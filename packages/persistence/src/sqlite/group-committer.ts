import type Database from "better-sqlite3";
import { classifyFailure } from "./classify-failure.js";
import { SqliteMaintenance } from "./sqlite-maintenance.js";
import type { SqliteWriter } from "./sqlite-writer.js";
import { Undo } from "./undo.js";
import type { Call, Failure, Reply } from "./worker-messages.js";

/** Ends a whole transaction: what one call met concerns them all. */
class TransactionFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Runs many writes in one transaction, so that they share one disk sync. Each has a savepoint: one
 * that loses or is refused leaves the others alone.
 */
export class GroupCommitter {
  readonly #db: Database.Database;
  readonly #writer: SqliteWriter;
  readonly #maintenance: SqliteMaintenance;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #rollback: Database.Statement;
  readonly #savepoint: Database.Statement;
  readonly #release: Database.Statement;
  readonly #undo: Database.Statement;
  /** Set by an error after which nothing that this connection says can be trusted. */
  #failed: string | undefined;

  constructor(db: Database.Database, writer: SqliteWriter) {
    this.#db = db;
    this.#writer = writer;
    this.#maintenance = new SqliteMaintenance(db);
    // A deferred transaction that turns into a write does not wait for a busy lock.
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
    this.#rollback = db.prepare("ROLLBACK");
    this.#savepoint = db.prepare("SAVEPOINT one");
    this.#release = db.prepare("RELEASE one");
    this.#undo = db.prepare("ROLLBACK TO one");
  }

  /** Replies to every call, in order; what is not a failure is on disk. */
  run(calls: readonly Call[]): Reply[] {
    if (this.#failed !== undefined) {
      const failure: Failure = { kind: "failed", message: this.#failed };
      return calls.map(({ id }) => ({ id, failure }));
    }
    try {
      return this.#transaction(calls);
    } catch (error) {
      const failure = error instanceof TransactionFailed ? error.failure : classifyFailure(error);
      if (failure.kind === "failed" || failure.kind === "unknown") this.#failed = failure.message;
      // Nothing of the group was written. When one call may have spoilt it for the others, each
      // gets a transaction of its own.
      const alone = failure.kind === "damaged" || failure.kind === "rejected";
      if (alone && calls.length > 1) return calls.flatMap((call) => this.run([call]));
      return calls.map(({ id }) => ({ id, failure }));
    }
  }

  /**
   * Moves the write-ahead log into the database and empties it: what was deleted, and overwritten
   * with zeros, is then in no file any more.
   */
  reclaim({ id }: Call): Reply {
    try {
      const [state] = this.#db.pragma("wal_checkpoint(TRUNCATE)") as { readonly busy: number }[];
      if (state?.busy !== 1) return { id, value: undefined };
      return { id, failure: { kind: "busy", message: "readers hold the write-ahead log" } };
    } catch (error) {
      return { id, failure: classifyFailure(error) };
    }
  }

  #transaction(calls: readonly Call[]): Reply[] {
    this.#begin.run();
    let replies: Reply[];
    try {
      replies = calls.map((call) => this.#one(call));
    } catch (error) {
      this.#abandon();
      throw error;
    }
    try {
      this.#commit.run();
    } catch (error) {
      const failure = classifyFailure(error);
      // A full disk refuses the write of the log, before the sync that would make it count; any
      // other error here may have come after it.
      const definite = this.#abandon() && (failure.kind === "full" || failure.kind === "busy");
      throw new TransactionFailed(definite ? failure : { ...failure, kind: "unknown" });
    }
    return replies;
  }

  #one({ id, method, args }: Call): Reply {
    this.#savepoint.run();
    try {
      const owner = method in this.#maintenance ? this.#maintenance : this.#writer;
      const write = Reflect.get(owner, method) as (...args: unknown[]) => unknown;
      const value = write.apply(owner, [...args]);
      this.#release.run();
      return { id, value };
    } catch (error) {
      const failure = error instanceof Undo ? undefined : classifyFailure(error);
      const local = failure === undefined || isLocal(failure);
      if (!local || !this.#db.inTransaction) {
        throw new TransactionFailed(failure ?? { kind: "failed", message: "transaction lost" });
      }
      this.#undo.run();
      this.#release.run();
      return error instanceof Undo
        ? { id, value: error.value }
        : { id, failure: failure as Failure };
    }
  }

  /** True when it is certain that nothing of the transaction is left. */
  #abandon(): boolean {
    try {
      if (this.#db.inTransaction) this.#rollback.run();
      return true;
    } catch (error) {
      this.#failed = classifyFailure(error).message;
      return false;
    }
  }
}

function isLocal({ kind }: Failure): boolean {
  return kind === "damaged" || kind === "rejected";
}
