import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Clock, systemClock } from "../clock.js";
import { BackupError, StoreNotEmptyError } from "../errors.js";
import { connectionConfig, isPostgresUrl } from "../postgres/connection-config.js";
import { sameBytes } from "../store/chain.js";
import type { StoreOptions } from "../store/open-store.js";
import { assertSchemaCurrent, readSchemaVersion } from "../store/schema-version.js";
import { sqlitePath } from "../store/store-url.js";
import { RowsHash } from "./backup-format.js";
import { type BackupContents, checkBackup, readBackup } from "./backup-reader.js";
import { type BackupRow, type RowCounts, totalRows } from "./backup-tables.js";
import { BackupWriter } from "./backup-writer.js";
import { postgresSource, postgresTarget } from "./postgres-rows.js";
import type { RowSource, RowTarget } from "./row-target.js";
import { sqliteSource, sqliteTarget } from "./sqlite-rows.js";

/** Rows handed to a database at a time. */
const insertRows = 512;

/** What {@link backupDatabase} and {@link restoreDatabase} are at. */
export type BackupStep = "checking the backup" | "comparing" | "reading" | "writing";

/** Follows a backup or a restore. */
export interface BackupProgress {
  /** A step begins that goes through so many rows. */
  begin(step: BackupStep, rows: number): void;
  /** One more row of the step is done. */
  row(): void;
}

/** Which database, and which file. */
export interface BackupOptions extends Pick<StoreOptions, "dataDirectory" | "url"> {
  readonly file: string;
  readonly progress?: BackupProgress;
}

/** Which file, and which database it fills. */
export interface RestoreOptions extends BackupOptions, Pick<StoreOptions, "postgres"> {
  /** The rows that the database holds may go. Default: false. */
  readonly overwrite?: boolean;
}

/** What a backup file holds. */
export interface BackupSummary {
  readonly rows: RowCounts;
  /** SHA-256 of the rows, in hex: equal for equal databases, on either engine. */
  readonly rowsSha256: string;
}

/**
 * Writes all rows of a database to a file, as they were at one moment, while others write. The
 * file is the same on SQLite and PostgreSQL: either restores into the other. Its memory does not
 * grow with the database.
 *
 * Rates and the list of workers are not kept: they are of the moment.
 *
 * @throws BackupError when the file is there or cannot be written
 * @throws StoreConfigurationError when the database does not have this version's schema
 */
export async function backupDatabase(
  options: BackupOptions & { readonly clock?: Clock },
): Promise<BackupSummary & { readonly bytes: number }> {
  const { progress, clock = systemClock } = options;
  const file = resolve(options.file);
  if (existsSync(file)) throw new BackupError(`${file} is there already: name another file`);
  await assertSchemaCurrent(options);
  const { engine, applied } = await readSchemaVersion(options);
  const source = await openSource(options);
  try {
    progress?.begin("reading", totalRows(await source.count()));
    const header = { schema: applied.at(-1) ?? "", engine, madeAtMs: clock.nowMs() };
    const writer = await BackupWriter.create(file, header);
    try {
      for await (const row of source.rows()) {
        await writer.add(row);
        progress?.row();
      }
      const { rows, rowsSha256, bytes } = await writer.finish();
      return { rows, rowsSha256: hex(rowsSha256), bytes };
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  } finally {
    await source.close();
  }
}

/**
 * Fills a database from a backup, all or nothing. The file is read and checked as a whole before
 * the database is touched; what the database holds in the end is read again and compared before it
 * is committed.
 *
 * @throws BackupError when the file is damaged or of another schema: nothing was changed
 * @throws StoreNotEmptyError when the database holds rows and `overwrite` is not set
 * @throws StoreLockedError when another process holds the SQLite file
 */
export async function restoreDatabase(
  options: RestoreOptions,
): Promise<BackupSummary & { readonly overwritten: RowCounts }> {
  const { progress, overwrite = false } = options;
  const file = resolve(options.file);
  progress?.begin("checking the backup", 0);
  const contents = await checkBackup(file, () => progress?.row());
  await assertSameSchema(options, contents);
  const target = await openTarget(options);
  try {
    const overwritten = await target.count();
    if (totalRows(overwritten) > 0) {
      if (!overwrite) throw new StoreNotEmptyError(occupied(overwritten));
      await target.clear();
    }
    progress?.begin("writing", totalRows(contents.rows));
    await fill(target, file, progress);
    progress?.begin("comparing", totalRows(contents.rows));
    await assertHolds(target, contents, progress);
    await target.commit();
    return { rows: contents.rows, rowsSha256: hex(contents.rowsSha256), overwritten };
  } finally {
    await target.close();
  }
}

/** The rows that are there, without tables that are empty. */
function occupied(counts: RowCounts): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

async function fill(target: RowTarget, file: string, progress?: BackupProgress): Promise<void> {
  let waiting: BackupRow[] = [];
  for await (const row of readBackup(file)) {
    waiting.push(row);
    progress?.row();
    // Snapshots may be megabytes each.
    if (waiting.length < insertRows && row.table !== "snapshot") continue;
    await target.insert(waiting);
    waiting = [];
  }
  await target.insert(waiting);
}

async function assertHolds(
  target: RowTarget,
  { rowsSha256 }: BackupContents,
  progress?: BackupProgress,
): Promise<void> {
  const hash = new RowsHash();
  for await (const row of target.rows()) {
    hash.add(row);
    progress?.row();
  }
  if (sameBytes(hash.digest(), rowsSha256)) return;
  throw new BackupError("the database does not hold what the backup holds: nothing was restored");
}

async function assertSameSchema(options: BackupOptions, { schema }: BackupContents): Promise<void> {
  const { applied, pending } = await readSchemaVersion(options);
  const ours = [...applied, ...pending].at(-1) ?? "";
  if (schema === ours) return;
  throw new BackupError(
    `the backup is of schema ${schema}, this version's is ${ours}: restore it with the version ` +
      "that made it, then migrate",
  );
}

async function openSource({ url, dataDirectory }: BackupOptions): Promise<RowSource> {
  if (isPostgresUrl(url)) return postgresSource(connectionConfig(url));
  return sqliteSource(sqlitePath(url, dataDirectory ?? process.cwd()));
}

async function openTarget({ url, dataDirectory, postgres }: RestoreOptions): Promise<RowTarget> {
  if (isPostgresUrl(url)) return postgresTarget(connectionConfig(url), postgres);
  return sqliteTarget(sqlitePath(url, dataDirectory ?? process.cwd()));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
