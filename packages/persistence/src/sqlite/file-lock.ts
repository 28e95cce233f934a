import { hostname } from "node:os";
import Database from "better-sqlite3";
import { StoreLockedError } from "../errors.js";
import { sqliteCode } from "./classify-failure.js";
import { createPrivateFile } from "./create-private-file.js";
import { memoryPath } from "./open-connection.js";

/** Holds a database file for this process. */
export interface FileLock {
  release(): void;
}

/**
 * Takes `<path>-lock`, an empty SQLite file under an exclusive transaction. The lock is the
 * operating system's, so it ends with the process however that ends: there are no stale locks.
 * The database itself stays open to readers such as backups and the `sqlite3` shell.
 *
 * @throws StoreLockedError when another store holds it
 */
export function lockFile(path: string): FileLock {
  const lockPath = `${path}-lock`;
  createPrivateFile(lockPath);
  const lock = new Database(lockPath, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw sqliteCode(error) === "SQLITE_BUSY" ? new StoreLockedError(path, readOwner(path)) : error;
  }
  return { release: () => lock.close() };
}

/** Writes down who holds the database, for the message that a second process gets. */
export function writeOwner(db: Database.Database, nowMs: number): void {
  db.exec("DELETE FROM worker");
  db.prepare("INSERT INTO worker (id, heartbeat_ms) VALUES (?, ?)").run(
    `${hostname()}:${process.pid}`,
    nowMs,
  );
}

function readOwner(path: string): string | undefined {
  if (path === memoryPath) return undefined;
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true });
    try {
      return db.prepare<[], string>("SELECT id FROM worker").pluck().get();
    } finally {
      db.close();
    }
  } catch {
    // The holder has not come so far; who it is stays unknown.
    return undefined;
  }
}
