import type { BackupRow, RowCounts } from "./backup-tables.js";

/** All rows of a database, as of one moment. Close it, whatever happens. */
export interface RowSource {
  count(): Promise<RowCounts>;
  /** Rows ordered by tenant, then table, then primary key. */
  rows(): AsyncIterable<BackupRow>;
  close(): Promise<void>;
}

/** A database in a transaction that fills it. Closing it without a commit leaves it as it was. */
export interface RowTarget extends RowSource {
  /** Deletes every row. */
  clear(): Promise<void>;
  insert(rows: readonly BackupRow[]): Promise<void>;
  /** Resolves when everything is on disk. */
  commit(): Promise<void>;
}
