import { type Clock, systemClock } from "../clock.js";
import { ReadOnlyEngine } from "../engine/read-only-engine.js";
import type { StorageEngine } from "../engine/storage-engine.js";
import type { StoreFailedError } from "../errors.js";
import { connectionConfig, isPostgresUrl } from "../postgres/connection-config.js";
import { PostgresEngine } from "../postgres/postgres-engine.js";
import { canonicalPath } from "../sqlite/canonical-path.js";
import { SqliteEngine } from "../sqlite/sqlite-engine.js";
import { EngineStore } from "./engine-store.js";
import { assertSchemaCurrent } from "./schema-version.js";
import type { Store } from "./store.js";
import { sqlitePath } from "./store-url.js";

/** Which database {@link openStore} opens, and how. */
export interface StoreOptions {
  /**
   * `sqlite:///file.db` (relative to `dataDirectory`), `sqlite:////path/to/file.db` (absolute),
   * `sqlite::memory:` for tests, or `postgresql://user:password@host:5432/name` (also `postgres:`,
   * and with a driver, as `postgresql+asyncpg:`).
   */
  readonly url: string;
  /** Where a relative file is. Default: the working directory. */
  readonly dataDirectory?: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  /**
   * Told when the store has failed for good (an I/O error, a dead thread). Stop taking requests
   * and exit: what was acknowledged is on disk. A PostgreSQL server may come back, so there the
   * calls fail and the store goes on.
   */
  readonly onFailure?: (error: StoreFailedError) => void;
  /**
   * Only read: take no lock, make and change nothing, refuse every write with StoreReadOnlyError.
   * Works beside the process that holds an SQLite file. The database must have the schema of this
   * version. Default: false.
   */
  readonly readOnly?: boolean;
  /** What concerns PostgreSQL only. */
  readonly postgres?: PostgresStoreOptions;
}

/** How {@link openStore} uses a PostgreSQL server. */
export interface PostgresStoreOptions {
  /** Take a server that may lose commits that it has acknowledged. Default: false. */
  readonly allowUnsafe?: boolean;
  /** Hash partitions of the log, when the schema is made. Default `postgresPartitions`. */
  readonly partitions?: number;
  /** Connections that commit. Default `postgresCommitConnections`. */
  readonly commitConnections?: number;
  /** Connections for everything else. Default `postgresWorkConnections`. */
  readonly workConnections?: number;
  /** Names this process in the `application_name` of its connections. */
  readonly workerId?: string | undefined;
}

/**
 * Opens a database and brings its schema up to date. Every commit is synced to disk before it is
 * acknowledged. A file of SQLite and its directory are made when they are missing: the file can be
 * read and written by its owner alone; the mode of one that is there stays as it is.
 *
 * @throws StoreConfigurationError when the URL, the file system or the server cannot be used
 * @throws StoreUnavailableError when the server cannot be reached
 * @throws StoreLockedError when another process holds the file
 * @throws StoreFailedError when the database cannot be opened
 *
 * @example
 * ```ts
 * const store = await openStore({ url: "sqlite:///semvec.db" });
 * const head = await store.forTenant("sub:alice").head("session-1");
 * await store.close();
 * ```
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return new EngineStore(await openEngine(options), options.clock ?? systemClock);
}

async function openEngine(options: StoreOptions): Promise<StorageEngine> {
  const { url, onFailure, clock = systemClock } = options;
  if (options.readOnly) return openToRead(options);
  if (isPostgresUrl(url)) {
    // A clock of the caller's own is one that tests turn.
    const outboxClock = clock === systemClock ? "database" : "caller";
    const { postgres = {} } = options;
    const config = connectionConfig(url, postgres.workerId);
    return PostgresEngine.open(config, { ...postgres, outboxClock });
  }
  const path = sqlitePath(url, options.dataDirectory ?? process.cwd());
  return SqliteEngine.open(await canonicalPath(path), { onFailure });
}

async function openToRead(options: StoreOptions): Promise<StorageEngine> {
  await assertSchemaCurrent(options);
  const { url, postgres, dataDirectory = process.cwd() } = options;
  if (isPostgresUrl(url)) {
    return new ReadOnlyEngine(
      PostgresEngine.openAsIs(connectionConfig(url, postgres?.workerId), postgres),
    );
  }
  return new ReadOnlyEngine(await SqliteEngine.openToRead(sqlitePath(url, dataDirectory)));
}
