import { openStore, type Store, StoreLockedError } from "@semvec/persistence";
import type { ConfigFlags, ServerConfig } from "@semvec/server";
import type { Command } from "commander";
import type { CliIo } from "../cli-io.js";
import { FailureError } from "../errors.js";

/** Which database. */
export interface DatabaseOptions {
  readonly database?: string;
}

/** Where a database is, as {@link openStore} takes it. */
export type DatabaseLocation = Pick<ServerConfig, "databaseUrl" | "dataDirectory" | "postgres">;

/** Adds `--database` to a command. */
export function addDatabaseOption(command: Command): Command {
  return command.option(
    "--database <url>",
    "sqlite:///file.db or postgresql://… (default: DATABASE_URL, as for `semvec serve`)",
  );
}

/**
 * The configuration that the service would run with, for the database that the options name.
 *
 * @throws ConfigError when a setting is malformed
 */
export async function databaseConfig(
  io: CliIo,
  { database }: DatabaseOptions,
  flags: Pick<ConfigFlags, "embedder"> = {},
): Promise<ServerConfig> {
  // Loaded late: the server brings Express with it.
  const { loadConfig } = await import("@semvec/server");
  const env = database === undefined ? io.env : { ...io.env, DATABASE_URL: database };
  return loadConfig(env, flags);
}

/** A database URL without its password. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url) || url.startsWith("sqlite:")) return url;
  const shown = new URL(url);
  shown.password = shown.password === "" ? "" : "…";
  return decodeURIComponent(shown.href);
}

/**
 * Works on an open database, and closes it.
 *
 * @param readOnly - beside the service; otherwise SQLite needs the service stopped
 * @throws FailureError when a service holds the file
 */
export async function withStore<T>(
  { databaseUrl, dataDirectory, postgres }: DatabaseLocation,
  { readOnly }: { readonly readOnly: boolean },
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return whileStopped(async () => {
    const store = await openStore({ url: databaseUrl, dataDirectory, postgres, readOnly });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  });
}

/** Runs work that an SQLite file must be free for; says so when it is not. */
export async function whileStopped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreLockedError)) throw error;
    const { path, owner } = error;
    const holder = owner === undefined ? "another process" : `another process (${owner})`;
    throw new FailureError(
      `${path} is in use by ${holder}: stop the service first; on PostgreSQL this works beside it`,
      { cause: error },
    );
  }
}
