import { describe } from "@jest/globals";
import { Client } from "pg";

/** Where the tests find PostgreSQL, unless `SEMVEC_TEST_PG_URL` names another server. */
const localUrl = "postgresql://postgres@127.0.0.1:5432/postgres";

const serverUrl = await reachableServer();

/** `describe` when a server is there; otherwise the suite is skipped by its name. */
export const describePostgres: (name: string, tests: () => void) => void =
  serverUrl === undefined ? describe.skip : describe;

let made = 0;

/** An empty database on a real server, dropped at the end of an `await using` block. */
export async function postgresDatabase(): Promise<AsyncDisposable & { readonly url: string }> {
  made += 1;
  const name = `fleet_semvec_test_${process.pid}_${made}`;
  await onServer(`CREATE DATABASE ${name}`);
  return {
    url: Object.assign(new URL(serverUrl ?? localUrl), { pathname: `/${name}` }).href,
    [Symbol.asyncDispose]: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function reachableServer(): Promise<string | undefined> {
  const asked = process.env["SEMVEC_TEST_PG_URL"];
  const url = asked ?? localUrl;
  try {
    await run(url, "SELECT 1");
    return url;
  } catch (error) {
    // A server that was asked for and is not there is a failure; a local one is a convenience.
    if (asked !== undefined) throw error;
    return undefined;
  }
}

function onServer(sql: string): Promise<void> {
  return run(serverUrl ?? localUrl, sql);
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
