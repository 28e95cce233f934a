import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import Database from "better-sqlite3";
import { persistenceDefaults } from "../defaults.js";
import {
  ConflictError,
  CorruptEntityError,
  DrainingError,
  EngineVersionError,
  InvalidCommitError,
  OverloadedError,
} from "../errors.js";
import { openStore } from "../store/open-store.js";
import type { Store } from "../store/store.js";
import { type LedgerAnswer, LedgerMachine, LedgerRefusal } from "../testing/ledger-machine.js";
import { bytes, LogWriter, text } from "../testing/log-writer.js";
import { ManualClock } from "../testing/manual-clock.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { EntityHost } from "./entity-host.js";
import type { HostLimits } from "./host-types.js";

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface BenchOptions {
  readonly machine?: LedgerMachine;
  readonly limits?: Partial<HostLimits>;
  readonly store?: Store;
}

const clock = new ManualClock();

function newHost(store: Store, options: BenchOptions = {}) {
  return new EntityHost({
    store,
    machine: options.machine ?? new LedgerMachine(),
    clock,
    limits: options.limits ?? {},
  });
}

async function memoryHost(options: BenchOptions = {}) {
  const store = await openStore({ url: "sqlite::memory:", clock });
  cleanups.push(() => store.close());
  return { store, host: newHost(store, options) };
}

/** A database file that can be closed, looked into and opened again. */
function fileBench() {
  const directory = temporaryDirectory();
  cleanups.push(directory.remove);
  const path = join(directory.path, "store.db");
  return {
    async open(options: BenchOptions = {}) {
      const store = await openStore({ url: `sqlite:///${path}`, clock });
      cleanups.push(() => store.close());
      return { store, host: newHost(store, options) };
    },
    sql(statement: string) {
      const db = new Database(path);
      const info = db.prepare(statement).run();
      db.close();
      return info.changes;
    },
  };
}

type Host = ReturnType<typeof newHost>;
const openAccount = (host: Host, entity = "a") => host.execute("t", entity, { type: "open" });
const add = (host: Host, amount: number, entity = "a") =>
  host.execute("t", entity, { type: "add", amount });
const balance = (host: Host, entity = "a") => host.read("t", entity, (state) => state?.balance);

const idemOf = (key: string, fingerprint = "f") => ({
  key,
  fingerprint: bytes(fingerprint),
  expiresAtMs: clock.nowMs() + 1_000_000,
  respond: (answer: LedgerAnswer) => ({
    status: 200,
    headers: {},
    body: bytes(JSON.stringify(answer)),
  }),
});

describe("execute", () => {
  test("answers from the new state, with its version", async () => {
    const { host, store } = await memoryHost();
    await openAccount(host);
    const result = await add(host, 5);
    const head = await store.forTenant("t").head("a");
    expect(result).toEqual({
      outcome: "executed",
      answer: { balance: 5, seq: 2 },
      version: { seq: 2, hash: head?.hash, genesisSeq: 1 },
    });
    expect(await balance(host)).toBe(5);
  });

  test("runs commands of one entity in the order they came", async () => {
    const { host } = await memoryHost();
    await openAccount(host);
    const results = await Promise.all([1, 2, 3, 4].map((amount) => add(host, amount)));
    const balances = results.map((r) => r.outcome === "executed" && r.answer.balance);
    expect(balances).toEqual([1, 3, 6, 10]);
  });

  test("writes nothing when the machine refuses, or has nothing to log", async () => {
    const { host, store } = await memoryHost();
    await expect(add(host, 1)).rejects.toThrow(LedgerRefusal);
    expect(await store.forTenant("t").head("a")).toBeUndefined();
    await openAccount(host);
    const asked = await host.execute("t", "a", { type: "ask" });
    expect(asked).toMatchObject({ answer: { balance: 0, seq: 1 }, version: { seq: 1 } });
    expect(host.stats()).toMatchObject({ commits: 1 });
  });

  test("deletes, forgets and begins again", async () => {
    const { host, store } = await memoryHost();
    await openAccount(host);
    await add(host, 5);
    await host.execute("t", "a", { type: "close" });
    expect(await balance(host)).toBeUndefined();
    expect(host.stats().hotStates).toBe(0);
    await expect(add(host, 1)).rejects.toThrow(LedgerRefusal);
    const reopened = await openAccount(host);
    expect(reopened).toMatchObject({ version: { seq: 4, genesisSeq: 4 } });
    await add(host, 7);
    const cold = newHost(store);
    expect(await balance(cold)).toBe(7);
    expect(await cold.verify("t", "a")).toMatchObject({ matches: true, opsReplayed: 2, seq: 5 });
  });

  test("says in the directory and the outbox what the op says", async () => {
    const { store } = await memoryHost();
    const host = new EntityHost({
      store,
      machine: new LedgerMachine(),
      describe: (op) => ({ kind: "account", meta: bytes(op.type) }),
      outbox: (op, { entity, seq }) =>
        op.type === "add"
          ? [{ target: "bank", targetGenesisSeq: 1, body: bytes(`${entity} ${seq}`) }]
          : [],
    });
    await openAccount(host);
    await add(host, 5);
    const [entry] = await store.forTenant("t").listEntities({ kind: "account", limit: 1 });
    expect(entry?.meta && text(entry.meta)).toBe("open");
    const delivered: string[] = [];
    const relay = store.createRelay({
      deliver: async ({ target, sourceSeq, body }) => {
        delivered.push(`${target} ${sourceSeq} ${text(body)}`);
      },
    });
    relay.start();
    await relay.stop();
    expect(delivered).toEqual(["bank 2 a 2"]);
    await host.drain();
  });

  test("the time of ops never runs backwards", async () => {
    const { host, store } = await memoryHost();
    const before = clock.nowMs();
    await openAccount(host);
    clock.setTo(before - 3_600_000);
    await add(host, 1);
    clock.setTo(before);
    const ops = await store.forTenant("t").readOps("a", 0, 10);
    expect(ops.map(({ atMs }) => atMs)).toEqual([before, before]);
  });
});

describe("idempotency", () => {
  test("a key has one effect, whatever else happens meanwhile", async () => {
    const { host } = await memoryHost();
    await openAccount(host);
    const results = await Promise.all(
      Array.from({ length: 10 }, () =>
        host.execute("t", "a", { type: "add", amount: 5 }, { idem: idemOf("k") }),
      ),
    );
    expect(results.filter(({ outcome }) => outcome === "executed")).toHaveLength(1);
    for (const result of results) {
      if (result.outcome !== "replayed") continue;
      expect(JSON.parse(text(result.idem.body))).toEqual({ balance: 5, seq: 2 });
    }
    expect(await balance(host)).toBe(5);
    expect(host.stats().idempotentReplays).toBe(9);
  });

  test("an answer that changed nothing is kept too, and a mismatch can be seen", async () => {
    const { host } = await memoryHost();
    await openAccount(host);
    await host.execute("t", "a", { type: "ask" }, { idem: idemOf("k") });
    await add(host, 5);
    const again = await host.execute("t", "a", { type: "ask" }, { idem: idemOf("k", "other") });
    expect(again).toMatchObject({ outcome: "replayed", idem: { fingerprint: bytes("f") } });
  });
});

describe("executeSet", () => {
  test("moves between entities, all or nothing, without deadlock", async () => {
    const { host } = await memoryHost();
    for (const entity of ["a", "b", "c"]) await openAccount(host, entity);
    const move = (from: string, to: string, amount: number) =>
      host.executeSet("t", [from, to], () => {
        return new Map([
          [from, { type: "add", amount: -amount } as const],
          [to, { type: "add", amount } as const],
        ]);
      });
    const moves = [];
    for (let round = 0; round < 5; round++) {
      moves.push(move("a", "b", 1), move("b", "a", 3), move("b", "c", 5), move("c", "a", 7));
    }
    await Promise.all(moves);
    expect(await balance(host, "a")).toBe(5 * (-1 + 3 + 7));
    expect(await balance(host, "b")).toBe(5 * (1 - 3 - 5));
    expect(await balance(host, "c")).toBe(5 * (5 - 7));
  });

  test("the plan sees every state, and a refusal by one stops all", async () => {
    const { host } = await memoryHost();
    await openAccount(host, "a");
    await add(host, 10, "a");
    const result = await host.executeSet("t", ["a", "b"], (states) => {
      expect(states.get("a")?.balance).toBe(10);
      expect(states.has("b") && states.get("b") === undefined).toBe(true);
      return new Map([["b", { type: "open" } as const]]);
    });
    expect(result).toMatchObject({ outcome: "executed" });
    const refused = host.executeSet("t", ["a", "b"], () => {
      return new Map([
        ["a", { type: "add", amount: 1 } as const],
        ["b", { type: "open" } as const],
      ]);
    });
    await expect(refused).rejects.toThrow(LedgerRefusal);
    expect(await balance(host, "a")).toBe(10);
    const stranger = host.executeSet("t", ["a"], () => new Map([["z", { type: "ask" } as const]]));
    await expect(stranger).rejects.toThrow(InvalidCommitError);
  });

  test("a set has one key and one replay", async () => {
    const { host } = await memoryHost();
    const open = () =>
      host.executeSet(
        "t",
        ["a", "b"],
        (states) =>
          new Map(
            [...states].map(([entity, state]) => [
              entity,
              state === undefined ? ({ type: "open" } as const) : ({ type: "ask" } as const),
            ]),
          ),
        {
          idem: {
            ...idemOf("set"),
            respond: (answers) => ({ status: 201, headers: {}, body: bytes(`${answers.size}`) }),
          },
        },
      );
    expect((await open()).outcome).toBe("executed");
    expect(await open()).toMatchObject({ outcome: "replayed", idem: { status: 201 } });
    expect(host.stats().commits).toBe(2);
  });
});

describe("conflicts", () => {
  test("two hosts over one store lose nothing and agree", async () => {
    const { host, store } = await memoryHost();
    const other = newHost(store);
    await openAccount(host);
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => add(index % 2 === 0 ? host : other, 1)),
    );
    const failed = results.filter((result) => result.status === "rejected");
    // Five lost attempts in a row are possible, and are reported: that is no lost update.
    for (const { reason } of failed) expect(reason).toBeInstanceOf(ConflictError);
    const added = results.length - failed.length;
    const cold = newHost(store);
    expect(await balance(cold)).toBe(added);
    expect(await cold.verify("t", "a")).toMatchObject({ matches: true, seq: added + 1 });
    expect(host.stats().commits + other.stats().commits).toBe(added + 1);
    expect(host.stats().conflicts + other.stats().conflicts).toBeGreaterThan(0);
  });

  test("gives up after a bounded number of lost attempts", async () => {
    const { store } = await memoryHost();
    const rival = new LogWriter(store.forTenant("t"), "a");
    await rival.append('{"type":"open","currency":"EUR"}');
    // Another writer gets in before every attempt.
    const sabotaged: Store = {
      ...bound(store),
      forTenant: (tenant) => {
        const real = store.forTenant(tenant);
        return {
          ...bound(real),
          tenant,
          commit: async (rows) => {
            await rival.append('{"type":"add","amount":1}');
            return real.commit(rows);
          },
        };
      },
    };
    const host = newHost(sabotaged);
    await expect(add(host, 100)).rejects.toThrow(ConflictError);
    expect(host.stats().conflicts).toBe(persistenceDefaults.commitAttemptsMax);
    expect(await balance(newHost(store))).toBe(persistenceDefaults.commitAttemptsMax);
  });

  test("where others may write, every read looks at the log first", async () => {
    const { store, host } = await memoryHost();
    const shared: Store = { ...bound(store), exclusive: false };
    const reader = newHost(shared);
    await openAccount(host);
    expect(await balance(reader)).toBe(0);
    await add(host, 5);
    expect(await balance(reader)).toBe(5);
    await host.execute("t", "a", { type: "close" });
    expect(await balance(reader)).toBeUndefined();
    expect(reader.stats().rehydrations).toBe(1);
  });
});

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

describe("damage", () => {
  test("quarantines the entity, leaves the others alone, and ends when the log is restored", async () => {
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

/** An object's methods, bound: a spread would lose those of a class. */
function bound<T extends object>(object: T): T {
  return new Proxy({} as T, {
    ownKeys: () => methodNames(object),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get: (_target, property) => {
      const value: unknown = Reflect.get(object, property, object);
      return typeof value === "function" ? value.bind(object) : value;
    },
  });
}

function methodNames(object: object): string[] {
  const prototype = Object.getPrototypeOf(object) as object;
  return [...Object.keys(object), ...Object.getOwnPropertyNames(prototype)];
}
