import type Database from "better-sqlite3";
import { StoreConfigurationError } from "../errors.js";
import { canonicalPath } from "../sqlite/canonical-path.js";
import { lockFile } from "../sqlite/file-lock.js";
import { memoryPath, openReadConnection, openWriteConnection } from "../sqlite/open-connection.js";
import {
  type BackupRow,
  type BackupTable,
  backupRow,
  backupTables,
  columnNames,
  noRows,
  type RowCounts,
  tableShapes,
} from "./backup-tables.js";
import type { RowSource, RowTarget } from "./row-target.js";

/** The rows of a file beside whoever writes to it: write-ahead logging keeps them as they were. */
export function sqliteSource(path: string): RowSource {
  return new SqliteRows(openReadConnection(assertFile(path)), "BEGIN");
}

/**
 * A file that is to be filled; made, or brought up to the schema, when need be.
 *
 * @throws StoreLockedError when another process holds it
 */
export async function sqliteTarget(path: string): Promise<RowTarget> {
  const file = await canonicalPath(assertFile(path));
  const lock = lockFile(file);
  try {
    return new SqliteRows(await openWriteConnection(file), "BEGIN IMMEDIATE", lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

class SqliteRows implements RowTarget {
  readonly #db: Database.Database;
  readonly #release: () => void;

  constructor(db: Database.Database, begin: string, release: () => void = () => {}) {
    this.#db = db;
    this.#release = release;
    db.exec(begin);
  }

  async count(): Promise<RowCounts> {
    const counts = noRows();
    for (const table of backupTables) {
      counts[table] = this.#db
        .prepare<[], number>(`SELECT count(*) FROM ${table}`)
        .pluck()
        .get() as number;
    }
    return counts;
  }

  async *rows(): AsyncGenerator<BackupRow> {
    const union = backupTables.map((table) => `SELECT tenant FROM ${table}`).join(" UNION ");
    const tenants = this.#db.prepare<[], string>(`${union} ORDER BY tenant`).pluck().all();
    for (const tenant of tenants) {
      for (const table of backupTables) yield* this.#rowsOf(table, tenant);
    }
  }

  *#rowsOf(table: BackupTable, tenant: string): Generator<BackupRow> {
    const statement = this.#db.prepare<[string], Record<string, unknown>>(
      `SELECT ${columnNames(table)} FROM ${table} WHERE tenant = ?
      ORDER BY ${tableShapes[table].order}`,
    );
    for (const row of statement.iterate(tenant)) yield backupRow(table, row);
  }

  async clear(): Promise<void> {
    for (const table of backupTables) this.#db.exec(`DELETE FROM ${table}`);
  }

  async insert(rows: readonly BackupRow[]): Promise<void> {
    for (const { table, values } of rows) {
      const names = columnNames(table);
      this.#db
        .prepare(`INSERT INTO ${table} (${names}) VALUES (${names.map(() => "?")})`)
        .run(...values);
    }
  }

  async commit(): Promise<void> {
    this.#db.exec("COMMIT");
  }

  async close(): Promise<void> {
    // An open transaction ends with its connection, undone.
    this.#db.close();
    this.#release();
  }
}

function assertFile(path: string): string {
  if (path !== memoryPath) return path;
  throw new StoreConfigurationError("a database in memory is gone with its process: name a file");
}
