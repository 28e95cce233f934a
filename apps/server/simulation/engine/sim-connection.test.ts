import { describe, expect, test } from "@jest/globals";

import {
  type CommitResult,
  type CommitRow,
  genesisHash,
  StoreBusyError,
  systemClock,
  UnknownCommitError,
} from "@semvec/persistence";
import { EngineStore } from "@semvec/persistence/engine";
import { type FaultRates, noFaults } from "./fault-rates.js";
import { Scheduler } from "./scheduler.js";
import { SeededRandom } from "./seeded-random.js";
import { SimDatabase } from "./sim-database.js";
import { SimProcess } from "./sim-process.js";
import { Trace } from "./trace.js";

const row: CommitRow = {
  entity: "e",
  kind: "thing",
  expectedSeq: 0,
  prevHash: genesisHash(),
  opId: new Uint8Array(16).fill(7),
  opKind: "test",
  engineVersion: 1,
  atMs: 1_000,
  body: new Uint8Array(3),
  genesis: {},
};

/** Commits one row through a store whose calls meet a fault. */
async function commitWith(faults: Partial<FaultRates>) {
  const random = new SeededRandom(1);
  const scheduler = new Scheduler(random, new Trace({ keepLines: false }));
  const database = new SimDatabase({ exclusive: false, scheduler, random });
  const process = new SimProcess("p");
  const clock = {
    nowMs: () => scheduler.nowMs,
    after: (delayMs: number, run: () => void) => scheduler.after(delayMs, { label: "t" }, run),
  };
  database.faults = { ...noFaults, ...faults };
  const store = new EngineStore(database.connect(process), clock).forTenant("t");
  let outcome: CommitResult | Error | undefined;
  const commit = store.commit([row]).then(
    (result) => {
      outcome = result;
    },
    (error: Error) => {
      outcome = error;
    },
  );
  // The store seals the row before it calls the engine.
  await new Promise((resolve) => setImmediate(resolve));
  await scheduler.run(() => false, 1_000);
  await commit;
  const kept = new EngineStore(database.engine, systemClock).forTenant("t");
  return { outcome, ops: (await kept.readOps("e", 0, 10)).length };
}

describe("SimConnection", () => {
  test("without faults it is the engine behind it", async () => {
    const { outcome, ops } = await commitWith({});
    expect(outcome).toMatchObject({ outcome: "won" });
    expect(ops).toBe(1);
  });

  test("an error before the commit writes nothing, and says so", async () => {
    const { outcome, ops } = await commitWith({ before: 1 });
    expect(outcome).toBeInstanceOf(StoreBusyError);
    expect(ops).toBe(0);
  });

  test.each([
    ["made", { after: 1 }, 1],
    ["not made", { notMade: 1 }, 0],
    ["made late, by every attempt", { zombie: 1 }, 1],
  ])(
    "an answer that is always lost leaves the outcome unknown: %s",
    async (_name, faults, made) => {
      const { outcome, ops } = await commitWith(faults);
      expect(outcome).toBeInstanceOf(UnknownCommitError);
      expect(ops).toBe(made);
    },
  );

  test("a commit that loses to nobody writes nothing", async () => {
    const { outcome, ops } = await commitWith({ conflict: 1 });
    expect(outcome).toEqual({ outcome: "lost", entity: "e" });
    expect(ops).toBe(0);
  });
});
