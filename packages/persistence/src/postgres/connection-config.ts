import { hostname } from "node:os";
import type { PoolConfig } from "pg";
import { persistenceDefaults } from "../defaults.js";
import { StoreConfigurationError } from "../errors.js";

/** Longest name that the server keeps of a session. */
const applicationNameMax = 63;

/** True for `postgres:`, `postgresql:` and `postgresql+driver:` URLs. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(?:ql)?(?:\+[a-z0-9_]+)?:\/\//.test(url);
}

/**
 * How to connect to the database that a URL names. The driver that other languages put into the
 * scheme (`postgresql+asyncpg:`) is ignored.
 *
 * @param workerId - goes into the name that the server shows of each connection
 * @throws StoreConfigurationError when the URL cannot be read; the message does not quote it
 */
export function connectionConfig(url: string, workerId?: string): PoolConfig {
  const connectionString = url.replace(/^postgres(?:ql)?(?:\+[a-z0-9_]+)?:/, "postgresql:");
  if (!isPostgresUrl(url) || !URL.canParse(connectionString)) {
    throw new StoreConfigurationError(
      "the database URL is not one of PostgreSQL's: use postgresql://user:password@host:5432/name",
    );
  }
  const worker = workerId === undefined ? "" : `${workerId}@`;
  return {
    connectionString,
    application_name: `semvec/${worker}${hostname()}:${process.pid}`.slice(0, applicationNameMax),
    keepAlive: true,
    keepAliveInitialDelayMillis: persistenceDefaults.postgresKeepAliveMs,
    connectionTimeoutMillis: persistenceDefaults.postgresConnectTimeoutMs,
    allowExitOnIdle: true,
  };
}
