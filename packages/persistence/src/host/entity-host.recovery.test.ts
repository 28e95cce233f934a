import { describe, expect, test } from "@jest/globals";
import { persistenceDefaults } from "../defaults.js";
import {
  CorruptEntityError,
  DrainingError,
  EngineVersionError,
  OverloadedError,
} from "../errors.js";
import {
  add,
  type BenchOptions,
  balance,
  clock,
  fileBench,
  memoryHost,
  newHost,
  openAccount,
} from "../testing/host-bench.js";
import { LedgerMachine } from "../testing/ledger-machine.js";
import { LogWriter } from "../testing/log-writer.js";
import { EntityHost } from "./entity-host.js";
import type { DamageEvent } from "./host-types.js";

describe("memory", () => {
  test("is bounded by count, by bytes and by idle time, and eviction loses nothing", async () => {
    const { host } = await memoryHost({
      machine: new LedgerMachine({ bytesEach: 1_000 }),
      limits: { hotStatesMax: 4, idleTtlMs: 10_000, idleSweepMs: 1_000 },
    });
    for (let index = 0; index < 10; index++) {
      await openAccount(host, `e${index}`);
      await add(host, index, `e${index}`);
    }
    expect(host.stats()).toMatchObject({ hotStates: 4, evictions: 6 });
    for (let index = 0; index < 10; index++) expect(await balance(host, `e${index}`)).toBe(index);
    expect(host.stats().rehydrations).toBe(10);
    clock.advance(9_000);
    await balance(host, "e9");
    clock.advance(2_000);
    expect(host.stats().hotStates).toBe(1);
    expect(await balance(host, "e0")).toBe(0);
    const small = await memoryHost({
      machine: new LedgerMachine({ bytesEach: 1_000 }),
      limits: { hotBytesMax: 5_000 },
    });
    for (let index = 0; index < 10; index++) await openAccount(small.host, `e${index}`);
    expect(small.host.stats().hotStates).toBe(3);
    expect(small.host.stats().hotBytes).toBeLessThanOrEqual(5_000);
  });

  test("is neither emptied nor kept by a clock that is set to another time", async () => {
    const { store } = await memoryHost();
    let setByMs = 0;
    const host = new EntityHost({
      store,
      machine: new LedgerMachine(),
      clock: {
        nowMs: () => clock.nowMs() + setByMs,
        after: (delayMs, callback) => clock.after(delayMs, callback),
      },
      limits: { idleTtlMs: 10_000, idleSweepMs: 1_000 },
    });
    await openAccount(host);
    setByMs = 86_400_000;
    clock.advance(2_000);
    expect(host.stats().hotStates).toBe(1);
    setByMs = -86_400_000;
    clock.advance(9_000);
    expect(host.stats().hotStates).toBe(0);
  });

  test("refuses more waiters than it can hold, at the edge, and goes on", async () => {
    const { host } = await memoryHost({ limits: { waitingPerEntityMax: 3, waitingPerHostMax: 4 } });
    await Promise.all(["a", "b"].map((entity) => openAccount(host, entity)));
    const accepted = [1, 2, 3, 4].map(() => add(host, 1, "a"));
    await expect(add(host, 1, "a")).rejects.toThrow(OverloadedError);
    accepted.push(add(host, 1, "b"), add(host, 1, "b"));
    const overflow = add(host, 1, "b");
    await expect(overflow).rejects.toMatchObject({ code: "ERR_OVERLOADED", retryAfterSeconds: 1 });
    expect(host.stats().waiting).toBe(4);
    await Promise.all(accepted);
    expect(await balance(host, "a")).toBe(4);
    expect(await balance(host, "b")).toBe(2);
    expect(host.stats().waiting).toBe(0);
  });

  test("a drain snapshots every long tail, more than may wait at a time", async () => {
    const { host, store } = await memoryHost({ limits: { snapshotOnEvictOps: 1 } });
    const ids = Array.from(
      { length: persistenceDefaults.snapshotsWaitingMax + 2 },
      (_, i) => `${i}`,
    );
    await Promise.all(ids.map((id) => host.execute("t", id, { type: "open" })));
    await host.drain();
    expect(host.stats()).toMatchObject({ snapshots: ids.length, snapshotsFailed: 0 });
    expect(await store.forTenant("t").latestSnapshot("0")).toMatchObject({ seq: 1 });
  });

  test("drains: finishes what runs, refuses what comes, snapshots long tails", async () => {
    const { host, store } = await memoryHost({ limits: { snapshotOnEvictOps: 3 } });
    await openAccount(host);
    const running = [add(host, 1), add(host, 2)];
    await host.drain();
    await Promise.all(running);
    await expect(add(host, 3)).rejects.toThrow(DrainingError);
    expect((await store.forTenant("t").latestSnapshot("a"))?.seq).toBe(3);
  });
});

describe("snapshots", () => {
  const limits = { snapshotEveryOps: 4, snapshotOnEvictOps: 1_000 };

  async function written(ops: number) {
    const bench = fileBench();
    const { host, store } = await bench.open({ limits });
    await openAccount(host);
    for (let op = 1; op < ops; op++) await add(host, op);
    await host.drain();
    const live = await newHost(store).verify("t", "a");
    await store.close();
    return { bench, live };
  }

  test("are taken every so many ops, and a cold start begins at the newest", async () => {
    const { bench, live } = await written(10);
    const { host, store } = await bench.open({ limits });
    expect((await store.forTenant("t").latestSnapshot("a"))?.seq).toBe(8);
    // Broken at its beginning, the log is not read as far as that.
    await store.close();
    bench.sql("UPDATE op SET body = zeroblob(20) WHERE seq = 3");
    const again = await bench.open({ limits });
    expect(await balance(again.host)).toBe(45);
    await expect(again.host.verify("t", "a")).rejects.toThrow(CorruptEntityError);
    expect(live).toMatchObject({ matches: true, seq: 10, opsReplayed: 10 });
    expect(host.stats().snapshotsRejected).toBe(0);
  });

  test("are taken after so many bytes of ops", async () => {
    const { host, store } = await memoryHost({ limits: { snapshotEveryBytes: 2_000 } });
    await host.execute("t", "a", { type: "open", currency: "x".repeat(2_000) });
    await host.drain();
    expect((await store.forTenant("t").latestSnapshot("a"))?.seq).toBe(1);
  });

  test.each([
    ["the newest is truncated", "UPDATE snapshot SET body = substr(body, 1, 9) WHERE seq = 8", 1],
    ["both are damaged", "UPDATE snapshot SET sha256 = zeroblob(32)", 2],
    ["there are none", "DELETE FROM snapshot", 0],
  ])("when %s, the state is still right", async (_case, sql, rejected) => {
    const { bench, live } = await written(10);
    bench.sql(sql);
    const { host } = await bench.open({ limits });
    expect(await balance(host)).toBe(45);
    expect((await host.verify("t", "a")).stateHash).toBe(live.stateHash);
    expect(host.stats().snapshotsRejected).toBe(rejected);
  });

  test("of newer rules are passed over; ops of newer rules are refused", async () => {
    const bench = fileBench();
    const machine = new LedgerMachine({ engineVersion: 2 });
    const { host, store } = await bench.open({ machine, limits });
    await openAccount(host);
    await host.drain();
    const old = newHost(store, { machine: new LedgerMachine({ engineVersion: 1 }) });
    await expect(balance(old)).rejects.toThrow(EngineVersionError);
  });
});

/** A closed database of one account, changed by `sql`, and a list that hosts report damage to. */
async function damaged(sql: string, options: BenchOptions = {}) {
  const bench = fileBench();
  const { host, store } = await bench.open(options);
  await openAccount(host);
  await add(host, 5);
  await host.drain();
  await store.close();
  if (sql !== "") bench.sql(sql);
  const events: DamageEvent[] = [];
  return { bench, events, onDamage: (event: DamageEvent) => events.push(event) };
}

describe("damage", () => {
  test("quarantines one entity, until its log is restored", async () => {
    const bench = fileBench();
    const first = await bench.open();
    for (const entity of ["bad", "good"]) {
      await openAccount(first.host, entity);
      await add(first.host, 5, entity);
    }
    await first.store.close();
    bench.sql("UPDATE op SET kind = 'changed' WHERE entity = 'bad' AND seq = 2");
    const { host } = await bench.open();
    await expect(add(host, 1, "bad")).rejects.toThrow(CorruptEntityError);
    await expect(balance(host, "bad")).rejects.toThrow(CorruptEntityError);
    expect(host.stats().quarantined).toBe(1);
    await add(host, 1, "good");
    expect(await balance(host, "good")).toBe(6);
    expect(bench.sql("UPDATE op SET kind = 'add' WHERE entity = 'bad' AND seq = 2")).toBe(1);
    await expect(balance(host, "bad")).rejects.toThrow(CorruptEntityError);
    clock.advance(persistenceDefaults.quarantineMs);
    expect(await balance(host, "bad")).toBe(5);
    expect(host.stats().quarantined).toBe(0);
  });

  test.each([
    ["op", "DELETE FROM op"],
    ["op of its incarnation", "UPDATE entity SET genesis_seq = 9"],
  ])("an entity that lives without any %s is damaged, not absent", async (_what, sql) => {
    const bench = fileBench();
    const { host, store } = await bench.open();
    await openAccount(host);
    await add(host, 1);
    bench.sql(sql);
    await expect(host.verify("t", "a")).rejects.toThrow(CorruptEntityError);
    const cold = newHost(store);
    await expect(balance(cold)).rejects.toThrow(CorruptEntityError);
    await expect(openAccount(cold)).rejects.toMatchObject({ tenant: "t", entity: "a" });
    expect(await balance(cold, "never")).toBeUndefined();
  });

  test("is reported once for each quarantine, not for each request", async () => {
    const { bench, events, onDamage } = await damaged("UPDATE op SET kind = 'x' WHERE seq = 2");
    const { host } = await bench.open({ onDamage });
    for (let request = 0; request < 3; request++) {
      await expect(balance(host)).rejects.toThrow(CorruptEntityError);
    }
    const event = { kind: "log", tenant: "t", entity: "a" };
    const message = expect.stringMatching(/op 2 fails its hash/);
    expect(events).toEqual([{ ...event, message }]);
    clock.advance(persistenceDefaults.quarantineMs);
    await expect(balance(host)).rejects.toThrow(CorruptEntityError);
    expect(events).toHaveLength(2);
  });

  test.each([
    ["fails its checksum", "UPDATE snapshot SET sha256 = zeroblob(32)", {}],
    ["cannot be decoded", "", { machine: new LedgerMachine({ forgetful: true }) }],
  ])(
    "of a snapshot that %s is reported once, and costs nothing else",
    async (why, sql, options) => {
      const { bench, events, onDamage } = await damaged(sql, { limits: { snapshotOnEvictOps: 1 } });
      const { host } = await bench.open({ onDamage, ...options });
      for (let request = 0; request < 3; request++) expect(await balance(host)).toBe(5);
      const message = expect.stringContaining(why);
      expect(events).toEqual([{ kind: "snapshot", tenant: "t", entity: "a", seq: 2, message }]);
      expect(host.stats()).toMatchObject({ snapshotsRejected: 1, quarantined: 0 });
    },
  );

  test("of snapshot and log is reported together; newer rules are no damage", async () => {
    const sql = "UPDATE snapshot SET sha256 = zeroblob(32)";
    const { bench, events, onDamage } = await damaged(sql, {
      limits: { snapshotOnEvictOps: 1 },
      machine: new LedgerMachine({ engineVersion: 2 }),
    });
    const { host } = await bench.open({ onDamage });
    for (let request = 0; request < 2; request++) {
      await expect(balance(host)).rejects.toThrow(EngineVersionError);
    }
    expect(events).toEqual([]);
    bench.sql("UPDATE op SET kind = 'x' WHERE seq = 2");
    await expect(balance(host)).rejects.toThrow(CorruptEntityError);
    expect(events.map(({ kind }) => kind)).toEqual(["snapshot", "log"]);
  });

  test.each([
    ["the tail is gone", "DELETE FROM op WHERE seq > 2"],
    ["the directory points at no tombstone", "UPDATE entity SET genesis_seq = 3"],
    ["the directory calls it deleted", "UPDATE entity SET deleted_ms = 5"],
  ])("a cold host sees that %s, or starts from what is there", async (_case, sql) => {
    const bench = fileBench();
    const first = await bench.open();
    await openAccount(first.host);
    for (const amount of [1, 2, 3]) await add(first.host, amount);
    await first.store.close();
    bench.sql(sql);
    const { host } = await bench.open();
    if (sql.startsWith("DELETE")) expect(await balance(host)).toBe(1);
    else await expect(balance(host)).rejects.toThrow(CorruptEntityError);
  });

  test("a hot host whose log lost its tail drops its state instead of writing a gap", async () => {
    const bench = fileBench();
    const { host } = await bench.open();
    await openAccount(host);
    for (const amount of [1, 2, 3]) await add(host, amount);
    bench.sql("DELETE FROM op WHERE seq > 2");
    expect(await add(host, 10)).toMatchObject({ answer: { balance: 11, seq: 3 } });
    expect(await host.verify("t", "a")).toMatchObject({ matches: true, seq: 3 });
  });

  test("an op that cannot be applied poisons its entity only", async () => {
    const { host, store } = await memoryHost();
    const writer = new LogWriter(store.forTenant("t"), "bad");
    await writer.append('{"type":"open","currency":"EUR"}');
    await writer.append('{"type":"poison"}');
    await expect(balance(host, "bad")).rejects.toThrow(/op 2 cannot be applied/);
    await openAccount(host);
  });
});
