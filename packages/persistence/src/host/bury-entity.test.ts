import { describe, expect, test } from "@jest/globals";
import { ConflictError, CorruptEntityError, InvalidCommitError } from "../errors.js";
import { SqliteEngine } from "../sqlite/sqlite-engine.js";
import { EngineStore } from "../store/engine-store.js";
import { withFaults } from "../testing/faulty-engine.js";
import {
  add,
  balance,
  clock,
  fileBench,
  memoryHost,
  newHost,
  openAccount,
} from "../testing/host-bench.js";
import { LedgerMachine } from "../testing/ledger-machine.js";
import { bytes, LogWriter } from "../testing/log-writer.js";
import { EntityHost } from "./entity-host.js";

const tombstone = { type: "close" } as const;
const accounts = { kind: "ledger", limit: 10 };

describe("EntityHost.bury", () => {
  test.each([
    ["an op in the middle", "UPDATE op SET body = zeroblob(9) WHERE entity = 'bad' AND seq = 2"],
    ["the first op", "DELETE FROM op WHERE entity = 'bad' AND seq = 1"],
    ["the body of the last op", "UPDATE op SET body = x'ff' WHERE entity = 'bad' AND seq = 3"],
    [
      "the hash of the last op",
      "UPDATE op SET hash = zeroblob(32) WHERE entity = 'bad' AND seq = 3",
    ],
    ["its length", "UPDATE op SET hash = x'ff' WHERE entity = 'bad' AND seq = 3"],
    ["the time", "UPDATE op SET ts_ms = 9223372036854775807 WHERE entity = 'bad' AND seq = 3"],
    ["every op", "DELETE FROM op WHERE entity = 'bad'"],
  ])("ends an entity with damage to %s, and its id begins again", async (_what, sql) => {
    const bench = fileBench();
    const first = await bench.open();
    for (const entity of ["bad", "good"]) {
      await openAccount(first.host, entity);
      for (const amount of [1, 2]) await add(first.host, amount, entity);
    }
    await first.host.drain();
    await first.store.close();
    bench.sql(sql);

    const { host, store } = await bench.open();
    const tenant = store.forTenant("t");
    const close = host.execute("t", "bad", { type: "close" });
    await expect(close).rejects.toThrow(CorruptEntityError);
    await host.bury("t", "bad", tombstone);
    expect(host.stats()).toMatchObject({ quarantined: 0, commits: 1 });
    expect(await balance(host, "bad")).toBeUndefined();
    expect((await tenant.listEntities(accounts)).map(({ entity }) => entity)).toEqual(["good"]);
    expect((await tenant.countLiveEntities()).get("ledger")).toBe(1);

    await openAccount(host, "bad");
    await add(host, 7, "bad");
    for (const reader of [host, newHost(store)]) {
      expect(await balance(reader, "bad")).toBe(7);
      expect(await balance(reader, "good")).toBe(3);
      expect(await reader.verify("t", "bad")).toMatchObject({ matches: true, opsReplayed: 2 });
    }
  });

  test("drops the state in memory and the snapshots, after the commands before it", async () => {
    const { host, store } = await memoryHost({ limits: { snapshotEveryOps: 2 } });
    const earlier = [openAccount(host), add(host, 1), add(host, 2)];
    const buried = host.bury("t", "a", tombstone);
    const later = add(host, 3);
    await Promise.all([...earlier, buried]);
    await expect(later).rejects.toThrow("no such account");
    await host.drain();
    const head = await store.forTenant("t").head("a");
    expect(head).toMatchObject({ seq: 4, deletedAtMs: clock.nowMs() });
    expect(await store.forTenant("t").latestSnapshot("a")).toBeUndefined();
  });

  test("tells other entities what any tombstone tells them", async () => {
    const { store } = await memoryHost();
    const host = new EntityHost({
      store,
      machine: new LedgerMachine(),
      clock,
      outbox: (op, { entity, seq }) =>
        op.type === "close"
          ? [{ target: "bank", targetGenesisSeq: 1, body: bytes(`${entity} ${seq}`) }]
          : [],
    });
    await openAccount(host);
    await host.bury("t", "a", tombstone);
    const delivered: unknown[] = [];
    const relay = store.createRelay({
      deliver: async ({ body }) => {
        delivered.push(body);
      },
    });
    relay.start();
    await relay.stop();
    expect(delivered).toEqual([bytes("a 2")]);
  });

  test("refuses other ops, and entities that do not live", async () => {
    const { host, store } = await memoryHost();
    await openAccount(host);
    const noTombstone = host.bury("t", "a", { type: "add", amount: 1 });
    await expect(noTombstone).rejects.toThrow(InvalidCommitError);
    await expect(host.bury("t", "never", tombstone)).rejects.toThrow(InvalidCommitError);
    await expect(host.bury("other", "a", tombstone)).rejects.toThrow(InvalidCommitError);
    expect(await balance(host)).toBe(0);
    await host.bury("t", "a", tombstone);
    await expect(host.bury("t", "a", tombstone)).rejects.toThrow(/does not live/);
    expect((await store.forTenant("t").head("a"))?.seq).toBe(2);
  });

  test("goes on from where another writer has left the log", async () => {
    const engine = await SqliteEngine.open(":memory:");
    const tenant = new EngineStore(engine, clock).forTenant("t");
    const writer = new LogWriter(tenant, "a");
    let races = 1;
    const racing = withFaults(engine, async (method) => {
      if (method === "commit" && races > 0) {
        races -= 1;
        await writer.append("overtaken");
      }
      return undefined;
    });
    await writer.append("first");
    const host = newHost(new EngineStore(racing, clock));
    await host.bury("t", "a", tombstone);
    expect(await tenant.head("a")).toMatchObject({ seq: 3, deletedAtMs: clock.nowMs() });
    const other = new LogWriter(tenant, "a");
    other.seq = 3;
    other.hash = (await tenant.head("a"))?.hash ?? other.hash;
    await other.append("again", { genesis: {} });
    Object.assign(writer, { seq: other.seq, hash: other.hash });
    races = 1_000;
    await expect(host.bury("t", "a", tombstone)).rejects.toThrow(ConflictError);
    await engine.close();
  });
});
