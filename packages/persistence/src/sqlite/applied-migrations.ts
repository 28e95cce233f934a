import type Database from "better-sqlite3";
import { StoreFailedError } from "../errors.js";
import { openReadConnection } from "./open-connection.js";

/**
 * Names of the migrations that were run on a file, in order; none when it holds no schema.
 *
 * @throws StoreFailedError when the file is no database
 */
export function sqliteMigrationsApplied(path: string): string[] {
  let db: Database.Database | undefined;
  try {
    db = openReadConnection(path);
    const table = "SELECT 1 FROM sqlite_schema WHERE name = 'kysely_migration'";
    if (db.prepare(table).get() === undefined) return [];
    return db.prepare<[], string>("SELECT name FROM kysely_migration ORDER BY name").pluck().all();
  } catch (cause) {
    const { message } = cause instanceof Error ? cause : new Error(String(cause));
    throw new StoreFailedError(`${path} cannot be opened: ${message}`, { cause });
  } finally {
    db?.close();
  }
}
