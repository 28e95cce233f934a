import { afterAll, describe } from "@jest/globals";
import { Client } from "pg";

/** Where the tests find PostgreSQL, unless `SEMVEC_TEST_PG_URL` names another server. */
const serverUrl =
  process.env["SEMVEC_TEST_PG_URL"] ?? "postgresql://postgres@127.0.0.1:5432/postgres";

/** `describe` when a server is there; otherwise the suite is skipped by its name. */
export const describePostgres: (name: string, tests: () => void) => void = (await isReachable())
  ? describe
  : describe.skip;

const made: string[] = [];

afterAll(async () => {
  for (const name of made.splice(0)) await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
});

/** The URL of an empty database; it is dropped when the test file ends. */
export async function postgresDatabase(): Promise<string> {
  const name = `dbcli_semvec_test_${process.pid}_${made.length + 1}`;
  await onServer(`CREATE DATABASE ${name}`);
  made.push(name);
  return Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
}

async function isReachable(): Promise<boolean> {
  try {
    await onServer("SELECT 1");
    return true;
  } catch (error) {
    // A server that was asked for and is not there is a failure; a local one is a convenience.
    if (process.env["SEMVEC_TEST_PG_URL"] !== undefined) throw error;
    return false;
  }
}

async function onServer(sql: string): Promise<void> {
  await runSql(serverUrl, sql);
}

/** Runs SQL as the tests' superuser, past row-level security. */
export async function runSql(connectionString: string, sql: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
