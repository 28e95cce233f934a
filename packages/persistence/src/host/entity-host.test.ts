import { describe, expect, test } from "@jest/globals";
import { persistenceDefaults } from "../defaults.js";
import { ConflictError, InvalidCommitError } from "../errors.js";
import type { Store } from "../store/store.js";
import { bound } from "../testing/bound.js";
import {
  add,
  balance,
  clock,
  idemOf,
  memoryHost,
  newHost,
  openAccount,
} from "../testing/host-bench.js";
import { LedgerMachine, LedgerRefusal } from "../testing/ledger-machine.js";
import { bytes, LogWriter, text } from "../testing/log-writer.js";
import { EntityHost } from "./entity-host.js";

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
    const result = await host.executeSet("t", ["a", "b"], (states, versions) => {
      expect(states.get("a")?.balance).toBe(10);
      expect(versions.get("a")).toMatchObject({ seq: 2, genesisSeq: 1 });
      expect(versions.get("b")).toMatchObject({ seq: 0, genesisSeq: 0 });
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
