import { afterEach, expect, test } from "@jest/globals";
import { SqliteEngine } from "../sqlite/sqlite-engine.js";
import { EngineStore } from "../store/engine-store.js";
import type { FaultyMethod } from "../testing/faulty-engine.js";
import { withFaults } from "../testing/faulty-engine.js";
import {
  add,
  type BenchOptions,
  balance,
  clock,
  idemOf,
  newHost,
  openAccount,
} from "../testing/host-bench.js";
import { LedgerRefusal } from "../testing/ledger-machine.js";

const engines: SqliteEngine[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});

/** Two hosts on one database that neither has to itself, and what they ask of it. */
async function sharedHosts(limits: BenchOptions["limits"] = {}) {
  const engine = await SqliteEngine.open(":memory:");
  engines.push(engine);
  const calls: FaultyMethod[] = [];
  const watched = withFaults(engine, (method) => {
    calls.push(method);
    return undefined;
  });
  const shared = new Proxy(watched, {
    get: (target, property) =>
      property === "exclusive" ? false : Reflect.get(target, property, target),
  });
  const store = new EngineStore(shared, clock);
  return { a: newHost(store, { limits }), b: newHost(store, { limits }), calls };
}

test("a warm write asks nothing before it commits; a read asks where the log ends", async () => {
  const { a, calls } = await sharedHosts();
  await openAccount(a);
  calls.length = 0;
  await add(a, 5);
  expect(calls).toEqual(["commit"]);
  calls.length = 0;
  expect(await balance(a)).toBe(5);
  expect(calls).toEqual(["head"]);
});

test("a write from a state that lags is decided again on what others wrote", async () => {
  const { a, b } = await sharedHosts();
  await openAccount(a);
  await add(a, 5);
  await add(b, 10);
  expect(await add(a, 1)).toMatchObject({ answer: { balance: 16, seq: 4 } });
  expect(a.stats().conflicts).toBe(1);
});

test("a state in the memory of several hosts is snapshotted by one of them", async () => {
  const { a, b, calls } = await sharedHosts({ snapshotEveryOps: 4 });
  await openAccount(a);
  for (let turn = 0; turn < 16; turn++) {
    await add(turn % 3 === 0 ? a : b, 1);
    await balance(a);
    await balance(b);
  }
  await Promise.all([a.drain(), b.drain()]);
  // At 4, 8, 12 and 16 of 17 ops.
  expect(calls.filter((call) => call === "saveSnapshot")).toHaveLength(4);
  expect(a.stats().snapshots + b.stats().snapshots).toBe(4);
});

test("neither a refusal nor an answer without an op comes from a state that lags", async () => {
  const { a, b } = await sharedHosts();
  await openAccount(a);
  await add(b, 10);
  const asked = await a.execute("t", "a", { type: "ask" });
  expect(asked).toMatchObject({ answer: { balance: 10, seq: 2 }, version: { seq: 2 } });
  await b.execute("t", "a", { type: "close" });
  // In its memory the account is open, and may not be opened again.
  expect(await openAccount(a)).toMatchObject({ answer: { balance: 0, seq: 4 } });
  await expect(openAccount(b)).rejects.toThrow(LedgerRefusal);
  expect(a.stats().conflicts).toBe(0);
});

test("whether a used key is replayed or refused does not hang on what is in memory", async () => {
  const { a, b } = await sharedHosts();
  await openAccount(a);
  await b.execute("t", "a", { type: "close" }, { idem: idemOf("k") });
  const again = { type: "close" } as const;
  await expect(a.execute("t", "a", again, { idem: idemOf("k") })).rejects.toThrow(LedgerRefusal);
  await openAccount(a);
  const replayed = await a.execute("t", "a", again, { idem: idemOf("k") });
  expect(replayed.outcome).toBe("replayed");
  expect(a.stats().idempotentReplays).toBe(1);
});

test("a set is decided on current states, of entities that it only looks at too", async () => {
  const { a, b } = await sharedHosts();
  for (const entity of ["a", "b"]) await openAccount(a, entity);
  await balance(b, "a");
  await add(a, 100, "a");
  await b.executeSet("t", ["a", "b"], (states) => {
    const amount = states.get("a")?.balance ?? 0;
    return new Map([["b", { type: "add", amount } as const]]);
  });
  expect(await balance(a, "b")).toBe(100);
});
