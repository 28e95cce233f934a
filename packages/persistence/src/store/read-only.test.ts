import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import Database from "better-sqlite3";
import { StoreConfigurationError, StoreLockedError, StoreReadOnlyError } from "../errors.js";
import { verifyReplay } from "../host/verify-replay.js";
import { fillDatabase, statesOf } from "../testing/backup-scene.js";
import { LedgerMachine } from "../testing/ledger-machine.js";
import { idempotentRecord, LogWriter } from "../testing/log-writer.js";
import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { openStore } from "./open-store.js";
import { readSchemaVersion } from "./schema-version.js";

const directories: ReturnType<typeof temporaryDirectory>[] = [];

afterEach(() => {
  for (const directory of directories.splice(0)) directory.remove();
});

function newPath(): string {
  const directory = temporaryDirectory();
  directories.push(directory);
  return join(directory.path, "store.db");
}

/** What a store that only reads does on any engine. */
async function expectReadsOnly(url: string): Promise<void> {
  await fillDatabase({ url });
  const store = await openStore({ url, readOnly: true });
  try {
    expect(store.exclusive).toBe(false);
    const status = await store.status();
    expect(status).toMatchObject({
      entities: 8,
      liveEntities: { ledger: 4, thing: 2 },
      idempotencyRows: 3,
      outboxRows: 4,
      oldestOutbox: { tenant: "sub:zoë", source: 'a "thing" \\ {}', sourceSeq: 1, atMs: 1_000 },
    });
    expect(status.idempotencyRowsExpired).toBe(3);
    expect(status.tableBytes["op"]).toBeGreaterThan(0);
    expect(Object.keys(status.tableBytes).sort()).toEqual([
      "entity",
      "idem",
      "op",
      "outbox",
      "rate",
      "snapshot",
      "worker",
    ]);
    expect(await store.listTenants()).toEqual(["sub:ann", "sub:zoë"]);
    expect(await store.listTenants({ limit: 1, after: "sub:ann" })).toEqual(["sub:zoë"]);
    const tenant = store.forTenant("sub:ann");
    const logs = await tenant.listLogs({ limit: 2 });
    expect(logs.map(({ entity, ended }) => [entity, ended])).toEqual([
      ['a "thing" \\ {}', false],
      ["closed", true],
    ]);
    const machine = new LedgerMachine();
    const verified = await verifyReplay(tenant, machine, "long");
    expect(verified).toMatchObject({ seq: 11, matches: true, snapshotProblems: [] });
    expect(await verifyReplay(tenant, machine, "closed")).toBeUndefined();
    const writes = [
      () => new LogWriter(tenant, "new").append(),
      () => tenant.saveIdempotent(idempotentRecord()),
      () => tenant.erase("closed", idempotentRecord()),
      () => store.purgeExpiredIdempotency(),
      () => store.probe(),
    ];
    for (const write of writes) await expect(write()).rejects.toThrow(StoreReadOnlyError);
  } finally {
    await store.close();
  }
}

describe("a store that only reads", () => {
  test("SQLite", () => expectReadsOnly(`sqlite:///${newPath()}`));

  test("stands beside the process that holds the file, and sees what it writes", async () => {
    const url = `sqlite:///${newPath()}`;
    const owner = await openStore({ url });
    await expect(openStore({ url })).rejects.toThrow(StoreLockedError);
    const reader = await openStore({ url, readOnly: true });
    await new LogWriter(owner.forTenant("t"), "e").append();
    expect(await reader.forTenant("t").head("e")).toMatchObject({ seq: 1 });
    await reader.close();
    await owner.close();
  });

  test("makes no file, and wants this version's schema", async () => {
    const path = newPath();
    const url = `sqlite:///${path}`;
    await expect(openStore({ url, readOnly: true })).rejects.toThrow("no schema");
    expect(existsSync(path)).toBe(false);
    expect(await readSchemaVersion({ url })).toMatchObject({ engine: "sqlite", applied: [] });
    await (await openStore({ url })).close();
    expect(await readSchemaVersion({ url })).toMatchObject({ pending: [], unknown: [] });
    const db = new Database(path);
    db.exec("DELETE FROM kysely_migration WHERE name = '0002_anchor'");
    await expect(openStore({ url, readOnly: true })).rejects.toThrow("0002_anchor must be run");
    db.exec("INSERT INTO kysely_migration VALUES ('9999_new', '2030-01-01')");
    db.close();
    await expect(openStore({ url, readOnly: true })).rejects.toThrow(StoreConfigurationError);
    expect(await readSchemaVersion({ url })).toMatchObject({
      pending: ["0002_anchor"],
      unknown: ["9999_new"],
    });
  });
});

describe("verifyReplay", () => {
  test("names a damaged snapshot, and shows one of another state", async () => {
    const path = newPath();
    const url = `sqlite:///${path}`;
    await fillDatabase({ url });
    const db = new Database(path);
    const damage = db.prepare(
      "UPDATE snapshot SET body = zeroblob(9) WHERE tenant = 'sub:ann' AND entity = 'short'",
    );
    damage.run();
    db.close();
    const store = await openStore({ url, readOnly: true });
    const found = await verifyReplay(store.forTenant("sub:ann"), new LedgerMachine(), "short");
    expect(found?.matches).toBe(true);
    expect(found?.snapshotProblems).toEqual([expect.stringContaining('the snapshot of "short"')]);
    await store.close();
    await expect(statesOf({ url })).rejects.toThrow("snapshot");
  });
});

describePostgres("a store that only reads, on a server", () => {
  test("PostgreSQL", async () => {
    const database = await postgresDatabase();
    await expectReadsOnly(database.url);
    expect(await readSchemaVersion(database)).toMatchObject({ engine: "postgresql", pending: [] });
    await database.release();
  });

  test("wants this version's schema", async () => {
    const database = await postgresDatabase();
    const fresh = (await readSchemaVersion(database)).applied.length === 0;
    if (fresh)
      await expect(openStore({ ...database, readOnly: true })).rejects.toThrow("no schema");
    await database.release();
  });
});
