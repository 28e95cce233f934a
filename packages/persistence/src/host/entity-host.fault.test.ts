import { expect, test } from "@jest/globals";
import { persistenceDefaults } from "../defaults.js";
import { UnknownCommitError } from "../errors.js";
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
      if (attempt === 5) throw error;
    }
  }
}

/*
 * The loop that SQLite is tested with: fail the first call, then the second, and so on, until a
 * run meets no fault. Each command has to take effect exactly once whatever call fails.
 */
test.each<Fault>(["before", "after", "unknown"])(
  "any call may fail %s it is made",
  async (fault) => {
    const engine = await SqliteEngine.open(":memory:");
    for (let target = 1; ; target++) {
      let hit = false;
      const faulty = withFaults(engine, (method, call) => {
        const retryable = ["commit", "saveIdem", "saveSnapshot"].includes(method);
        if (call !== target) return undefined;
        hit = true;
        // Only writes that the store repeats may leave an outcome open.
        return retryable ? fault : "before";
      });
      const entity = `account-${target}`;
      const store = new EngineStore(faulty, clock);
      const host = new EntityHost({ store, machine, clock: silentClock, limits });
      await insist(host, entity, `open-${target}`, { type: "open" });
      for (const amount of [1, 10, 100, 1000]) {
        await insist(host, entity, `add-${target}-${amount}`, { type: "add", amount });
      }
      await insist(host, entity, `ask-${target}`, { type: "ask" });
      await host.drain();
      const cold = new EntityHost({
        store: new EngineStore(engine, clock),
        machine,
        clock: silentClock,
      });
      const ledger = await cold.read("t", entity, (state) => state);
      expect(ledger).toEqual({ balance: 1111, history: [1, 2, 3, 4, 5] });
      expect((await cold.verify("t", entity)).matches).toBe(true);
      if (!hit) break;
      expect(target).toBeLessThan(100);
    }
    await engine.close();
  },
);

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
