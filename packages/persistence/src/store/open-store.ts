import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Clock, systemClock } from "../clock.js";
import { StoreConfigurationError, type StoreFailedError } from "../errors.js";
import { SqliteEngine } from "../sqlite/sqlite-engine.js";
import { EngineStore } from "./engine-store.js";
import type { Store } from "./store.js";
import { sqlitePath } from "./store-url.js";

/** Which database {@link openStore} opens, and how. */
export interface StoreOptions {
  /**
   * `sqlite:///file.db` (relative to `dataDirectory`), `sqlite:////path/to/file.db` (absolute), or
   * `sqlite::memory:` for tests.
   */
  readonly url: string;
  /** Where a relative file is. Default: the working directory. */
  readonly dataDirectory?: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  /**
   * Told when the store has failed for good (an I/O error, a dead thread). Stop taking requests
   * and exit: what was acknowledged is on disk.
   */
  readonly onFailure?: (error: StoreFailedError) => void;
}

/**
 * Opens a database, making it and its directory when they are missing, and brings its schema up
 * to date. Every commit is synced to disk before it is acknowledged. A new file can be read and
 * written by its owner alone; the mode of one that is there stays as it is.
 *
 * @throws StoreConfigurationError when the URL or the file system cannot be used
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
  const path = sqlitePath(options.url, options.dataDirectory ?? process.cwd());
  const { onFailure } = options;
  const engine = await SqliteEngine.open(await canonicalPath(path), { onFailure });
  return new EngineStore(engine, options.clock ?? systemClock);
}

/** One file has one name, or the lock would not keep two processes apart. */
async function canonicalPath(path: string): Promise<string> {
  if (path === ":memory:") return path;
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw new StoreConfigurationError(`${dirname(path)} cannot be made`, { cause });
  }
  try {
    return await realpath(path);
  } catch {
    return join(await realpath(dirname(path)), basename(path));
  }
}
