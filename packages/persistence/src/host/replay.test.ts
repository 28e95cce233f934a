import { expect, test } from "@jest/globals";
import type { StorageEngine } from "../engine/storage-engine.js";
import { MemoryEngine } from "../memory/memory-engine.js";
import { EngineStore } from "../store/engine-store.js";
import { LedgerMachine } from "../testing/ledger-machine.js";
import { ManualClock } from "../testing/manual-clock.js";
import { EntityHost } from "./entity-host.js";

/** A host on an engine that others write to; it snapshots a state when it drains. */
function hostOn(engine: StorageEngine) {
  const clock = new ManualClock();
  const store = new EngineStore(engine, clock);
  const limits = { snapshotOnEvictOps: 1 };
  return new EntityHost({ store, machine: new LedgerMachine(), clock, limits });
}

/** The engine, which lets something happen after the first head was read. */
function afterHead(engine: MemoryEngine, happen: () => Promise<void>): StorageEngine {
  let isFirst = true;
  return new Proxy<StorageEngine>(engine, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      if (property !== "head") return value.bind(target);
      return async (...args: unknown[]) => {
        const head: unknown = await value.apply(target, args);
        if (isFirst) await happen();
        isFirst = false;
        return head;
      };
    },
  });
}

test("a snapshot of a later incarnation is not taken for the one that the head names", async () => {
  const engine = new MemoryEngine({ exclusive: false });
  const other = hostOn(engine);
  await other.execute("t", "e", { type: "open" });
  await other.execute("t", "e", { type: "add", amount: 1 });
  const slow = hostOn(
    afterHead(engine, async () => {
      await other.execute("t", "e", { type: "close" });
      await other.execute("t", "e", { type: "open" });
      await other.execute("t", "e", { type: "add", amount: 5 });
      await other.drain();
    }),
  );
  const seen = await slow.read("t", "e", (state, version) => ({
    balance: state?.balance,
    seq: version.seq,
    genesisSeq: version.genesisSeq,
  }));
  expect(await engine.readSnapshot("t", "e", 100)).toMatchObject({ seq: 5 });
  expect(seen).toEqual({ balance: 5, seq: 5, genesisSeq: 4 });
});
