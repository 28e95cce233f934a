import type { Pool } from "pg";
import { StoreConfigurationError } from "../errors.js";

/** `server_version_num` of PostgreSQL 15. */
const versionMin = 150_000;

/** What decides whether a server keeps what it acknowledges. */
export interface ServerSettings {
  readonly version: number;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly standbys: string;
}

/**
 * @throws StoreConfigurationError when the server is too old or, unless that is allowed, when it
 * acknowledges commits that a crash or a failover can undo
 */
export async function assertDurable(pool: Pool, allowUnsafe: boolean): Promise<void> {
  const { rows } = await pool.query<ServerSettings>(`
    SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync,
      current_setting('full_page_writes') AS full_page_writes,
      current_setting('synchronous_commit') AS synchronous_commit,
      current_setting('synchronous_standby_names') AS standbys`);
  const [settings] = rows;
  if (settings === undefined) throw new StoreConfigurationError("PostgreSQL shows no settings");
  if (settings.version < versionMin) {
    throw new StoreConfigurationError("PostgreSQL 15 or newer is needed");
  }
  const unsafe = unsafeSettings(settings);
  if (unsafe.length === 0 || allowUnsafe) return;
  throw new StoreConfigurationError(
    `PostgreSQL can lose commits that it has acknowledged (${unsafe.join(", ")}): correct that, ` +
      "or, where losing them is acceptable, set SEMVEC_ALLOW_UNSAFE_DB=1 " +
      "(openStore: postgres.allowUnsafe)",
  );
}

/** The settings under which an acknowledged commit can be lost. */
export function unsafeSettings(settings: ServerSettings): string[] {
  const { fsync, full_page_writes, synchronous_commit, standbys } = settings;
  const unsafe: string[] = [];
  if (fsync === "off") unsafe.push("fsync = off");
  if (full_page_writes === "off") unsafe.push("full_page_writes = off");
  if (synchronous_commit === "off") unsafe.push("synchronous_commit = off");
  if (synchronous_commit === "local" && standbys !== "") {
    unsafe.push("synchronous_commit = local with synchronous_standby_names");
  }
  return unsafe;
}
