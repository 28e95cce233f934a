import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { persistenceDefaults } from "../defaults.js";
import { StoreConfigurationError } from "../errors.js";
import { migrateToLatest } from "../migrations/migrate.js";
import { sqliteMigrations } from "../migrations/sqlite-migrations.js";
import { createPrivateFile } from "./create-private-file.js";

/** SQLite's number for `synchronous=FULL`. */
const synchronousFull = 2;

export const memoryPath = ":memory:";

/**
 * Opens the connection that writes, with the schema up to date and every commit on disk before it
 * returns. A new file is its owner's alone.
 *
 * @throws StoreConfigurationError when SQLite does not grant write-ahead logging or full sync
 */
export async function openWriteConnection(path: string): Promise<Database.Database> {
  if (path !== memoryPath) createPrivateFile(path);
  const db = new Database(path, { timeout: persistenceDefaults.busyTimeoutMs });
  try {
    const journalMode = db.pragma("journal_mode = WAL", { simple: true });
    if (path !== memoryPath && journalMode !== "wal") {
      throw new StoreConfigurationError(
        `${path}: SQLite cannot use write-ahead logging here (journal mode ${journalMode}): ` +
          "put the file on a local file system",
      );
    }
    db.pragma("foreign_keys = ON");
    // What is deleted is overwritten with zeros, so that an erasure leaves nothing in the file.
    db.pragma("secure_delete = ON");
    db.pragma("synchronous = FULL");
    await migrate(db);
    // Set and read again now that there are tables: the build's default for write-ahead logging
    // is NORMAL, which takes effect when SQLite first reads the file and loses commits with the
    // power.
    db.pragma("synchronous = FULL");
    const synchronous = db.pragma("synchronous", { simple: true });
    if (synchronous !== synchronousFull) {
      throw new StoreConfigurationError(`${path}: SQLite refuses synchronous=FULL`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * All or nothing. The migrator runs each statement for itself on SQLite, so without a transaction
 * around it a process that died in between would leave a schema that no later one can finish.
 */
async function migrate(db: Database.Database): Promise<void> {
  const kysely = new Kysely<unknown>({ dialect: new SqliteDialect({ database: db }) });
  db.exec("BEGIN IMMEDIATE");
  try {
    await migrateToLatest(kysely, sqliteMigrations);
    db.exec("COMMIT");
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** Opens a connection that only reads, beside the one that writes. */
export function openReadConnection(path: string): Database.Database {
  return new Database(path, {
    readonly: true,
    fileMustExist: true,
    timeout: persistenceDefaults.busyTimeoutMs,
  });
}
