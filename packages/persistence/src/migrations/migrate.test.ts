import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import Database from "better-sqlite3";
import { Kysely, PostgresDialect, SqliteDialect } from "kysely";
import { Pool } from "pg";
import { EntityHost } from "../host/entity-host.js";
import { openStore } from "../store/open-store.js";
import type { Store } from "../store/store.js";
import { LedgerMachine } from "../testing/ledger-machine.js";
import { ManualClock } from "../testing/manual-clock.js";
import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { type Migrations, migrateToLatest } from "./migrate.js";
import { postgresMigrations } from "./postgres-migrations.js";
import { sqliteMigrations } from "./sqlite-migrations.js";

const newHost = (store: Store) =>
  new EntityHost({ store, machine: new LedgerMachine(), clock: new ManualClock() });

/** The schema as the first release made it. */
const first = (migrations: Migrations): Migrations =>
  Object.fromEntries(Object.entries(migrations).slice(0, 1));

/** A log as an older version wrote it, and what it must be in a newer one. */
async function writeLog(url: string): Promise<string> {
  const store = await openStore({ url });
  const host = newHost(store);
  await host.execute("t", "a", { type: "open" });
  for (const amount of [1, 2, 3]) await host.execute("t", "a", { type: "add", amount });
  const { stateHash } = await host.verify("t", "a");
  await store.close();
  return stateHash;
}

async function expectLog(url: string, stateHash: string): Promise<void> {
  const store = await openStore({ url });
  const host = newHost(store);
  expect(await host.verify("t", "a")).toMatchObject({ seq: 4, matches: true, stateHash });
  await host.execute("t", "a", { type: "add", amount: 4 });
  expect(await store.forTenant("t").verify("a")).toMatchObject({ seq: 5, ops: 5 });
  await store.close();
}

test("both engines have the same migrations, by name and in order", () => {
  expect(Object.keys(postgresMigrations(16))).toEqual(Object.keys(sqliteMigrations));
});

describe("an older SQLite database", () => {
  test("is brought up to date with its rows", async () => {
    const directory = temporaryDirectory();
    const path = join(directory.path, "store.db");
    const url = `sqlite:///${path}`;
    const stateHash = await writeLog(url);
    // Back to the first schema, with the rows left in place.
    const db = new Database(path);
    const { columns } = addedColumns;
    for (const column of columns) db.exec(`ALTER TABLE entity DROP COLUMN ${column}`);
    db.exec("DELETE FROM kysely_migration WHERE name > '0001_initial'");
    const fresh = new Database(":memory:");
    await migrateToLatest(
      new Kysely({ dialect: new SqliteDialect({ database: fresh }) }),
      first(sqliteMigrations),
    );
    const shape = (of: Database.Database) =>
      of.prepare("SELECT name, type FROM pragma_table_info('entity')").all();
    expect(shape(db)).toEqual(shape(fresh));
    fresh.close();
    db.close();
    await expectLog(url, stateHash);
    directory.remove();
  });
});

const addedColumns = { columns: ["anchor_seq", "anchor_hash"] };

describePostgres("an older PostgreSQL database", () => {
  test("is brought up to date with its rows, by several processes at once", async () => {
    const database = await postgresDatabase();
    const pool = new Pool({ connectionString: database.url });
    const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
    await migrateToLatest(kysely, first(postgresMigrations(3)));
    const names = "SELECT name FROM kysely_migration ORDER BY name";
    expect(await database.sql(names)).toEqual([{ name: "0001_initial" }]);
    // Several processes meet an old schema when a new version is rolled out.
    const stores = await Promise.all(
      Array.from({ length: 3 }, () => openStore({ url: database.url })),
    );
    for (const store of stores) await store.close();
    const applied = Object.keys(sqliteMigrations).map((name) => ({ name }));
    expect(await database.sql(names)).toEqual(applied);
    await expectLog(database.url, await writeLog(database.url));
    const partitions =
      "SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = 'op'::regclass";
    expect(await database.sql(partitions)).toEqual([{ n: 3 }]);
    await pool.end();
    await database.release();
  });

  test("that a newer version has made is refused", async () => {
    const database = await postgresDatabase();
    await (await openStore({ url: database.url })).close();
    const name = "9999_future";
    await database.sql("INSERT INTO kysely_migration VALUES ($1, '2099-01-01')", [name]);
    await expect(openStore({ url: database.url })).rejects.toMatchObject({
      code: "ERR_STORE_CONFIGURATION",
    });
    await database.sql("DELETE FROM kysely_migration WHERE name = $1", [name]);
    await database.release();
  });
});
