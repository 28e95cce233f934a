import { afterEach, expect, test } from "@jest/globals";
import { StoreBusyError, StoreUnavailableError } from "../errors.js";
import { EntityHost } from "../host/entity-host.js";
import { openStore } from "../store/open-store.js";
import type { Store } from "../store/store.js";
import { LedgerMachine } from "../testing/ledger-machine.js";
import { bytes, idempotentRecord, LogWriter } from "../testing/log-writer.js";
import {
  describePostgres,
  type PostgresDatabase,
  postgresDatabase,
} from "../testing/postgres-database.js";
import { type Cut, type PostgresProxy, postgresProxy } from "../testing/postgres-proxy.js";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function bench(): Promise<{
  database: PostgresDatabase;
  proxy: PostgresProxy;
  store: Store;
}> {
  const database = await postgresDatabase();
  cleanups.push(() => database.release());
  const proxy = await postgresProxy(database.url);
  cleanups.push(() => proxy.close());
  const store = await openStore({ url: proxy.url, postgres: { partitions: 4 } });
  cleanups.push(() => store.close());
  return { database, proxy, store };
}

/** Cuts the connection once, when a statement matches. */
function cutOnce(proxy: PostgresProxy, pattern: RegExp, cut: Cut): void {
  let done = false;
  proxy.cut = ({ text }) => {
    if (done || !pattern.test(text)) return undefined;
    done = true;
    return cut;
  };
}

describePostgres("PostgreSQL, when connections break", () => {
  test.each<[string, RegExp, Cut]>([
    ["before the ops arrive", /INSERT INTO op/, "before"],
    ["after the ops arrived", /INSERT INTO op/, "after"],
    ["before the commit arrives", /^COMMIT$/, "before"],
    ["after the commit was made", /^COMMIT$/, "after"],
    ["after the commit was made, and a pooler says so", /^COMMIT$/, "pooled"],
  ])("%s: the op is made once, and its writer hears of it", async (_, text, cut) => {
    const { proxy, store } = await bench();
    const tenant = store.forTenant("t");
    const writer = new LogWriter(tenant, "e");
    await writer.append("first");
    cutOnce(proxy, text, cut);
    const outbox = [{ target: "x", targetGenesisSeq: 1, body: bytes("event") }];
    const row = writer.row("second", {
      idem: idempotentRecord({ expiresAtMs: Number.MAX_SAFE_INTEGER }),
      outbox,
    });
    // In doubt, the same row is sent again until the log says what became of it.
    expect(await tenant.commit([row])).toMatchObject({ outcome: "won" });
    expect(await tenant.head("e")).toMatchObject({ seq: 2 });
    expect((await store.status()).outboxRows).toBe(1);
    expect(await tenant.findIdempotent("key-1")).toBeDefined();
  });

  test("an answer that was lost, when another writer has gone on since, is still ours", async () => {
    const { database, proxy, store } = await bench();
    const other = await openStore({ url: database.url });
    cleanups.push(() => other.close());
    const tenant = store.forTenant("t");
    const writer = new LogWriter(tenant, "e");
    await writer.append("first");
    cutOnce(proxy, /^COMMIT$/, "after");
    expect(await writer.append("second")).toMatchObject({ outcome: "won" });
    const rival = new LogWriter(other.forTenant("t"), "e");
    Object.assign(rival, { seq: writer.seq, hash: writer.hash });
    expect(await rival.append("third")).toMatchObject({ outcome: "won" });
    expect((await tenant.readOps("e", 0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("backends that are terminated under load cost no acknowledged op", async () => {
    const { database, store } = await bench();
    const machine = new LedgerMachine();
    const host = new EntityHost({ store, machine });
    const acked = new Map<string, number>();
    let finished = 0;
    const entities = Array.from({ length: 8 }, (_, index) => `e${index}`);
    const write = async (entity: string) => {
      let opened = false;
      for (let done = 0; done < 25; ) {
        const command = opened
          ? ({ type: "add", amount: 1 } as const)
          : ({ type: "open" } as const);
        const idem = {
          key: `${entity}-${done}`,
          fingerprint: bytes("f"),
          expiresAtMs: Date.now() + 60_000,
          respond: () => ({ status: 200, headers: {}, body: bytes("") }),
        };
        try {
          await host.execute("t", entity, command, { idem });
          acked.set(entity, (acked.get(entity) ?? 0) + 1);
          opened = true;
          done += 1;
        } catch (error) {
          // Nothing but doubt and absence may reach a caller, who then repeats the request.
          expect(error).toMatchObject({
            code: expect.stringMatching(/ERR_(STORE_UNAVAILABLE|STORE_BUSY|UNKNOWN_COMMIT)/),
          });
        }
      }
      finished += 1;
    };
    const writers = entities.map(write);
    for (let kills = 0; kills < 15 && finished < entities.length; kills++) {
      await database.sql(`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'semvec/%'`);
      await database.sql("SELECT pg_sleep(0.05)");
    }
    await Promise.all(writers);
    for (const entity of entities) {
      expect(acked.get(entity)).toBe(25);
      expect(await host.verify("t", entity)).toMatchObject({ seq: 25, matches: true });
      expect(await host.read("t", entity, (state) => state?.balance)).toBe(24);
    }
  });

  test("more requests than connections wait their turn", async () => {
    const { store } = await bench();
    const tenant = store.forTenant("t");
    const writers = Array.from({ length: 200 }, (_, index) => new LogWriter(tenant, `e${index}`));
    const results = await Promise.all(writers.map((writer) => writer.append()));
    expect(results.every(({ outcome }) => outcome === "won")).toBe(true);
    const heads = await Promise.all(writers.map(({ entity }) => tenant.head(entity)));
    expect(heads.every((head) => head?.seq === 1)).toBe(true);
  });

  test("a place that another transaction holds is waited for, then reported, alone", async () => {
    const { database, store } = await bench();
    const tenant = store.forTenant("t");
    const [held, free] = ["held", "free"].map((entity) => new LogWriter(tenant, entity));
    if (held === undefined || free === undefined) throw new Error("unreachable");
    // A worker that was stopped between its insert and its commit.
    await database.sql("BEGIN");
    await database.sql(`
      INSERT INTO op (tenant, entity, seq, op_id, prev_hash, hash, kind, engine_v, ts_ms, body)
      VALUES ('t', 'held', 1, '', '', '', '', 1, 1, '')`);
    const blocked = held.append().catch((error: unknown) => error);
    expect((await free.append()).outcome).toBe("won");
    expect(await blocked).toBeInstanceOf(StoreBusyError);
    await database.sql("ROLLBACK");
    expect((await held.append()).outcome).toBe("won");
  });

  test("a server that is away is told from one that refuses, and is used again", async () => {
    const { proxy, store } = await bench();
    const writer = new LogWriter(store.forTenant("t"), "e");
    await writer.append("first");
    proxy.cut = () => "before";
    await expect(store.forTenant("t").head("e")).rejects.toThrow(StoreUnavailableError);
    await expect(store.probe()).rejects.toThrow(StoreUnavailableError);
    proxy.cut = () => undefined;
    await store.probe();
    expect((await writer.append("second")).outcome).toBe("won");
  });
});
