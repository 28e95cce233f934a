import { afterAll, describe } from "@jest/globals";
import { Client } from "pg";

/** Where the tests find PostgreSQL, unless `SEMVEC_TEST_PG_URL` names another server. */
const localUrl = "postgresql://postgres@127.0.0.1:5432/postgres";

/** A database of its own on a real server. */
export interface PostgresDatabase {
  readonly url: string;
  /** Runs SQL as a superuser, past row-level security. Understands what tests write for SQLite. */
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Empties it for the next test; every connection but the superuser's is to be closed. */
  release(): Promise<void>;
}

const serverUrl = await reachableServer();

/** `describe` when a server is there; otherwise the suite is skipped by its name. */
export const describePostgres: (name: string, tests: () => void) => void =
  serverUrl === undefined ? describe.skip : describe;

const free: PostgresDatabase[] = [];
const drops: (() => Promise<void>)[] = [];
let made = 0;

afterAll(async () => {
  for (const drop of drops.splice(0)) await drop();
});

/** An empty database; it is dropped when the test file ends. */
export async function postgresDatabase(): Promise<PostgresDatabase> {
  return free.pop() ?? (await makeDatabase());
}

async function makeDatabase(): Promise<PostgresDatabase> {
  if (serverUrl === undefined) throw new Error("there is no PostgreSQL server");
  made += 1;
  const name = `pg_semvec_test_${process.pid}_${made}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  // SQLite's function, for the statements that the contract damages rows with.
  await client.query(`CREATE FUNCTION zeroblob(n integer) RETURNS bytea LANGUAGE sql
    AS $$ SELECT decode(repeat('00', n), 'hex') $$`);
  drops.push(async () => {
    await client.end();
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  const database: PostgresDatabase = {
    url,
    async sql(text, values = []) {
      const { rows } = await client.query(inPostgres(text), [...values]);
      return rows;
    },
    async release() {
      const { rows } = await client.query<{ name: string }>(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
      );
      const tables = ["op", "snapshot", "entity", "idem", "outbox", "rate", "worker"];
      const present = tables.filter((table) => rows.some(({ name: found }) => found === table));
      for (const table of present) await client.query(`DELETE FROM ${table}`);
      free.push(database);
    },
  };
  return database;
}

async function reachableServer(): Promise<string | undefined> {
  const url = process.env["SEMVEC_TEST_PG_URL"] ?? localUrl;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return url;
  } catch (error) {
    // A server that was asked for and is not there is a failure; a local one is a convenience.
    if (process.env["SEMVEC_TEST_PG_URL"] !== undefined) throw error;
    return undefined;
  }
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function inPostgres(sql: string): string {
  return sql.replace(/\bx'([0-9a-f]*)'/g, "'\\x$1'::bytea");
}
