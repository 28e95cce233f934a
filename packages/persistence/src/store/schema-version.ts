import { existsSync } from "node:fs";
import { StoreConfigurationError } from "../errors.js";
import { postgresMigrations } from "../migrations/postgres-migrations.js";
import { sqliteMigrations } from "../migrations/sqlite-migrations.js";
import { postgresMigrationsApplied } from "../postgres/applied-migrations.js";
import { connectionConfig, isPostgresUrl } from "../postgres/connection-config.js";
import { sqliteMigrationsApplied } from "../sqlite/applied-migrations.js";
import type { StoreOptions } from "./open-store.js";
import { sqlitePath } from "./store-url.js";

/** Which schema a database has, and which one this version of the software wants. */
export interface SchemaVersion {
  readonly engine: "postgresql" | "sqlite";
  /** Names of the migrations that were run, in order; none when there is no schema yet. */
  readonly applied: readonly string[];
  /** Names of those that {@link openStore} would run. */
  readonly pending: readonly string[];
  /** Names that this version does not know: a newer one has been here. */
  readonly unknown: readonly string[];
}

/**
 * Reads which schema a database has. Makes and changes nothing; an SQLite file that does not exist
 * has none.
 *
 * @throws StoreConfigurationError, StoreUnavailableError, StoreFailedError
 */
export async function readSchemaVersion(
  options: Pick<StoreOptions, "dataDirectory" | "url">,
): Promise<SchemaVersion> {
  const { url, dataDirectory = process.cwd() } = options;
  if (isPostgresUrl(url)) {
    const applied = await postgresMigrationsApplied(connectionConfig(url));
    return compare("postgresql", applied, Object.keys(postgresMigrations(1)));
  }
  const path = sqlitePath(url, dataDirectory);
  const applied = existsSync(path) ? sqliteMigrationsApplied(path) : [];
  return compare("sqlite", applied, Object.keys(sqliteMigrations));
}

/** @throws StoreConfigurationError unless the schema is the one that this version wants */
export async function assertSchemaCurrent(
  options: Pick<StoreOptions, "dataDirectory" | "url">,
): Promise<void> {
  const { applied, pending, unknown } = await readSchemaVersion(options);
  if (unknown.length > 0) {
    throw new StoreConfigurationError(
      `the database was made by a newer version of this software (${unknown.join(", ")})`,
    );
  }
  if (applied.length === 0) throw new StoreConfigurationError("the database has no schema yet");
  if (pending.length === 0) return;
  throw new StoreConfigurationError(
    `the database's schema is of an older version: ${pending.join(", ")} must be run first`,
  );
}

function compare(
  engine: SchemaVersion["engine"],
  applied: readonly string[],
  known: readonly string[],
): SchemaVersion {
  return {
    engine,
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}
