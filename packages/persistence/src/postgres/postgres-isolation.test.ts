import { afterEach, expect, test } from "@jest/globals";
import { Client } from "pg";
import { genesisHash } from "../store/chain.js";
import { openStore } from "../store/open-store.js";
import { bytes, idempotentRecord, LogWriter } from "../testing/log-writer.js";
import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";
import { postgresProxy } from "../testing/postgres-proxy.js";
import { runPipeline, type Statement } from "./pipeline.js";
import { committerPrelude, tenantPrelude } from "./prelude.js";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A database in which two tenants have a row in every table. */
async function twoTenants() {
  const database = await postgresDatabase();
  cleanups.push(() => database.release());
  const proxy = await postgresProxy(database.url);
  cleanups.push(() => proxy.close());
  const store = await openStore({ url: proxy.url });
  cleanups.push(() => store.close());
  for (const name of ["alice", "mallory"]) {
    const tenant = store.forTenant(name);
    const writer = new LogWriter(tenant, "e");
    const outbox = [{ target: "x", targetGenesisSeq: 1, body: bytes(name) }];
    await writer.append(name, { idem: idempotentRecord(), outbox, genesis: { meta: bytes(name) } });
    const { seq, hash } = writer;
    const snapshot = { entity: "e", seq, chainHash: hash, engineVersion: 1, atMs: 1 };
    await tenant.saveSnapshot({ ...snapshot, body: bytes(name) });
  }
  const client = new Client({ connectionString: database.url });
  await client.connect();
  cleanups.push(() => client.end());
  const run = async (prelude: Statement, text: string) =>
    (await runPipeline(client, [prelude, { text }], 10_000))[1]?.rows;
  return { database, proxy, store, run };
}

const tables = ["op", "snapshot", "entity", "idem", "outbox"];

describePostgres("PostgreSQL, the second wall", () => {
  test("a read that forgot its filter sees one tenant, or nothing when it names none", async () => {
    const { run } = await twoTenants();
    for (const table of tables) {
      const all = `SELECT tenant FROM ${table}`;
      expect(await run(tenantPrelude("alice"), all)).toEqual([{ tenant: "alice" }]);
      expect(await run(tenantPrelude(""), all)).toEqual([]);
      expect(await run(tenantPrelude("nobody"), all)).toEqual([]);
    }
    // Nor does a delete, or an update, reach further.
    await run(tenantPrelude("alice"), "DELETE FROM op");
    await run(tenantPrelude("alice"), "UPDATE idem SET status = 500");
    expect(await run(tenantPrelude("mallory"), "SELECT seq FROM op")).toEqual([{ seq: 1 }]);
    expect(await run(tenantPrelude("mallory"), "SELECT status FROM idem")).toEqual([
      { status: 201 },
    ]);
    expect(await run(tenantPrelude("alice"), "SELECT seq FROM op")).toEqual([]);
  });

  test("nothing of a role or a tenant is left on the connection", async () => {
    const { run } = await twoTenants();
    await run(tenantPrelude("alice"), "SELECT 1");
    const left = "SELECT current_user AS who, current_setting('app.tenant', true) AS tenant";
    expect(await run({ text: "SELECT 1" }, left)).toEqual([{ who: "postgres", tenant: "" }]);
    expect(await run({ text: "SELECT 1" }, "SHOW statement_timeout")).toEqual([
      { statement_timeout: "0" },
    ]);
  });

  test.each([
    "SELECT body FROM op",
    "SELECT body FROM snapshot",
    "SELECT body FROM idem",
    "SELECT meta FROM entity",
    "UPDATE op SET seq = 9",
    "DELETE FROM op",
    "DROP TABLE op",
  ])("the committer may not: %s", async (sql) => {
    const { run } = await twoTenants();
    await expect(run(committerPrelude(), sql)).rejects.toMatchObject({ code: "42501" });
  });

  test.each([
    "INSERT INTO op (tenant, entity, seq) VALUES ('alice', 'x', 1)",
    "UPDATE op SET body = ''",
    "INSERT INTO snapshot VALUES ('mallory', 'e', 9, '', 1, 1, '', '')",
    "UPDATE entity SET meta = ''",
  ])("a tenant may not: %s", async (sql) => {
    const { run } = await twoTenants();
    await expect(run(tenantPrelude("alice"), sql)).rejects.toMatchObject({ code: "42501" });
  });

  test("what commits and reads send suits a pooler in transaction mode", async () => {
    const { proxy, store } = await twoTenants();
    const before = proxy.statements.length;
    const tenant = store.forTenant("alice");
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const writer = new LogWriter(tenant, `e${index}`);
        const idem = idempotentRecord({ key: `k${index}` });
        await writer.append("1", { idem });
        await writer.append("2");
      }),
    );
    await tenant.head("e1");
    await tenant.readOps("e1", 0, 10);
    const sent = proxy.statements.slice(before);
    expect(sent.length).toBeGreaterThan(10);
    // Prepared names, locks and settings of the session would stay with the server's connection.
    expect(sent.filter(({ name }) => name !== "")).toEqual([]);
    const texts = sent.map(({ text }) => text);
    expect(texts.filter((text) => /\b(LISTEN|NOTIFY|PREPARE|DECLARE|TEMP)\b/i.test(text))).toEqual(
      [],
    );
    expect(texts.filter((text) => /pg_(try_)?advisory|pg_notify/.test(text))).toEqual([]);
    expect(texts.filter((text) => /\bSET (?!LOCAL)/.test(text) && !/UPDATE/.test(text))).toEqual(
      [],
    );
    // The log alone says where it ends: no row is rewritten when an op is appended.
    expect(texts.filter((text) => /\bUPDATE\b/.test(text))).toEqual([]);
    const inserts = texts.filter((text) => /INSERT INTO op /.test(text));
    expect(inserts.length).toBeLessThan(40);
  });

  test("text that could end a literal stays text", async () => {
    const { store } = await twoTenants();
    const name = `'"{},\\ NULL; DROP TABLE op --`;
    const tenant = store.forTenant(name);
    const writer = new LogWriter(tenant, name);
    const idem = idempotentRecord({ key: name, expiresAtMs: Number.MAX_SAFE_INTEGER });
    await writer.append("1", { idem, kind: name, opKind: name });
    expect((await tenant.readOps(name, 0, 10))[0]).toMatchObject({
      opKind: name,
      prevHash: genesisHash(),
    });
    expect(await tenant.findIdempotent(name)).toEqual(idem);
    const query = { kind: name, limit: 10 };
    expect(await tenant.listEntities(query)).toMatchObject([{ entity: name, kind: name }]);
  });
});
