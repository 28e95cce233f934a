import { existsSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import {
  isPostgresUrl,
  type LoginRights,
  openStore,
  readLoginRights,
  StoreLockedError,
  schemaVersion,
} from "@semvec/persistence";
import type { ServerConfig } from "@semvec/server";
import { existingFolder } from "./existing-folder.js";
import type { Finding } from "./finding.js";

type DatabaseSettings = Pick<ServerConfig, "databaseUrl" | "dataDirectory" | "postgres">;

/**
 * Whether the database takes writes. One that does not exist yet is not made: then only whether it
 * could be is looked at.
 *
 * @throws PersistenceError saying what is wrong with it
 */
export async function checkDatabase(config: DatabaseSettings): Promise<Omit<Finding, "check">> {
  const { databaseUrl: url, dataDirectory, postgres } = config;
  const file = databaseFile(url);
  if (file !== undefined && !existsSync(file)) {
    const folder = existingFolder(dirname(file));
    await access(folder, constants.W_OK);
    return { status: "ok", detail: `${file} will be made` };
  }
  try {
    const store = await openStore({ url, dataDirectory, postgres });
    try {
      await store.probe();
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreLockedError)) throw error;
    return { status: "warning", detail: error.message };
  }
  if (file !== undefined) return { status: "ok", detail: file };
  if (isPostgresUrl(url)) return postgresFinding(url, postgres);
  return { status: "warning", detail: "in memory: nothing outlives the process" };
}

/** Of a server that opened: what it and the login allow that they should not. */
async function postgresFinding(
  url: string,
  { allowUnsafe }: ServerConfig["postgres"],
): Promise<Omit<Finding, "check">> {
  // Loaded late: the server brings Express with it.
  const { databaseName } = await import("@semvec/server");
  const detail = `${databaseName(url)}, schema ${schemaVersion}`;
  const problems = [
    ...(allowUnsafe ? ["SEMVEC_ALLOW_UNSAFE_DB: commits may be lost"] : []),
    ...loginProblems(await readLoginRights(url)),
  ];
  if (problems.length === 0) return { status: "ok", detail: `${detail}, durable settings` };
  return { status: "warning", detail: [detail, ...problems].join("; ") };
}

/** Row-level security is the second wall between tenants: the service's login must not pass it. */
function loginProblems({ login, isSuperuser, bypassesRowSecurity }: LoginRights): string[] {
  if (!isSuperuser && !bypassesRowSecurity) return [];
  const what = isSuperuser ? "is a superuser" : "has BYPASSRLS";
  return [`the login ${login} ${what}: give the service one that row-level security binds`];
}

/** The file of an SQLite URL as the configuration resolves it: absolute. */
export function databaseFile(url: string): string | undefined {
  const path = /^sqlite:\/\/\/(\/.+)$/.exec(url)?.[1];
  return path === undefined ? undefined : decodeURIComponent(path);
}
