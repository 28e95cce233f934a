import { expect, test } from "@jest/globals";
import { persistenceDefaults } from "../defaults.js";
import type { StorageEngine } from "../engine/storage-engine.js";
import { UnknownCommitError } from "../errors.js";
import { connectionConfig } from "../postgres/connection-config.js";
import { PostgresEngine } from "../postgres/postgres-engine.js";
import { SqliteEngine } from "../sqlite/sqlite-engine.js";
import { EngineStore } from "../store/engine-store.js";
import { type Fault, withFaults } from "../testing/faulty-engine.js";
import {
  type Ledger,
  type LedgerAnswer,
  type LedgerCommand,
  LedgerMachine,
  type LedgerOp,
} from "../testing/ledger-machine.js";
import { bytes } from "../testing/log-writer.js";
import { impatientClock } from "../testing/manual-clock.js";
import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";
import { EntityHost } from "./entity-host.js";

const clock = impatientClock();
const machine = new LedgerMachine();
const limits = { snapshotEveryOps: 2, idleSweepMs: Number.MAX_SAFE_INTEGER };
const silentClock = { ...clock, after: () => () => {} };

/** Repeats a command under one key, as a client does, until it has an answer. */
async function insist(
  host: EntityHost<Ledger, LedgerCommand, LedgerOp, LedgerAnswer>,
  entity: string,
  key: string,
  command: LedgerCommand,
): Promise<void> {
  const idem = {
    key,
    fingerprint: bytes(key),
    expiresAtMs: Number.MAX_SAFE_INTEGER,
    respond: (answer: LedgerAnswer) => ({
      status: 200,
      headers: {},
      body: bytes(String(answer.balance)),
    }),
  };
  for (let attempt = 1; ; attempt++) {
    try {
      await host.execute("t", entity, command, { idem });
      return;
    } catch (error) {
      if (attempt === lasting + 1) throw error;
    }
  }
}

/** Calls that fail one after the other when a fault stays for a while. */
const lasting = 7;

const faults: readonly (readonly [Fault, number])[] = (
  ["before", "after", "unknown"] as const
).flatMap((fault) => [1, lasting].map((count) => [fault, count] as const));

/*
 * The loop that SQLite is tested with: fail the first call, then the second, and so on, until a
 * run meets no fault; then the same with faults that stay. Each command has to take effect exactly
 * once whatever calls fail.
 */
function describeFaults(name: string, open: () => Promise<OpenEngine>): void {
  test.each(faults)(
    `${name}: calls may fail %s they are made, %d in a row`,
    async (fault, count) => {
      const { engine, close } = await open();
      for (let target = 1; await takesEffectOnce(engine, { fault, count, target }); target++) {
        expect(target).toBeLessThan(100);
      }
      await close();
    },
  );
}

interface OpenEngine {
  readonly engine: StorageEngine;
  close(): Promise<void>;
}

interface InjectedFaults {
  readonly fault: Fault;
  /** Calls that fail, from the `target`-th on. */
  readonly count: number;
  readonly target: number;
}

/** @returns whether there were so many calls that one failed */
async function takesEffectOnce(
  engine: StorageEngine,
  { fault, count, target }: InjectedFaults,
): Promise<boolean> {
  let hit = false;
  const faulty = withFaults(engine, (method, call) => {
    const retryable = ["commit", "saveIdem", "saveSnapshot"].includes(method);
    if (call < target || call >= target + count) return undefined;
    hit = true;
    // Only writes that the store repeats may leave an outcome open.
    return retryable ? fault : "before";
  });
  const entity = `account-${fault}-${count}-${target}`;
  const host = new EntityHost({
    store: new EngineStore(faulty, clock),
    machine,
    clock: silentClock,
    limits,
  });
  await insist(host, entity, `open-${entity}`, { type: "open" });
  for (const amount of [1, 10, 100, 1000]) {
    await insist(host, entity, `add-${entity}-${amount}`, { type: "add", amount });
  }
  await insist(host, entity, `ask-${entity}`, { type: "ask" });
  await host.drain();
  const cold = new EntityHost({
    store: new EngineStore(engine, clock),
    machine,
    clock: silentClock,
  });
  const ledger = await cold.read("t", entity, (state) => state);
  expect(ledger).toEqual({ balance: 1111, history: [1, 2, 3, 4, 5] });
  expect((await cold.verify("t", entity)).matches).toBe(true);
  return hit;
}

describeFaults("SQLite", async () => {
  const engine = await SqliteEngine.open(":memory:");
  return { engine, close: () => engine.close() };
});

describePostgres("on a server", () => {
  describeFaults("PostgreSQL", async () => {
    const database = await postgresDatabase();
    const engine = await PostgresEngine.open(connectionConfig(database.url), { partitions: 4 });
    return {
      engine,
      async close() {
        await engine.close();
        await database.release();
      },
    };
  });
});

test("after an unknown outcome the state is read from the log again", async () => {
  const engine = await SqliteEngine.open(":memory:");
  let faults: Fault[] = [];
  const faulty = withFaults(engine, (method) => (method === "commit" ? faults.shift() : undefined));
  const store = new EngineStore(faulty, clock);
  const host = new EntityHost({ store, machine, clock: silentClock, limits });
  await host.execute("t", "a", { type: "open" });
  // The first attempt is made, and no later one can find out.
  const { unknownCommitAttemptsMax } = persistenceDefaults;
  faults = ["after", ...Array<Fault>(unknownCommitAttemptsMax - 1).fill("unknown")];
  const add = host.execute("t", "a", { type: "add", amount: 5 });
  await expect(add).rejects.toThrow(UnknownCommitError);
  expect(await host.read("t", "a", (state) => state?.balance)).toBe(5);
  await engine.close();
});
