import { describe, expect, test } from "@jest/globals";
import { persistenceDefaults } from "../../defaults.js";
import { UnknownCommitError } from "../../errors.js";
import { type Fault, InjectedFault, withFaults } from "../faulty-engine.js";
import { idempotentRecord, LogWriter, text } from "../log-writer.js";
import { impatientClock } from "../manual-clock.js";
import type { ContractBench } from "../store-contract.js";

/** The unknown-result rule: the same row again until there is a definite answer. */
export function describeFaultContract(bench: ContractBench): void {
  /** A store whose commits meet these faults in turn. */
  async function storeWith(faults: (Fault | undefined)[]) {
    const { store } = await bench.open({
      clock: impatientClock(),
      wrap: (engine) =>
        withFaults(engine, (method) => (method === "commit" ? faults.shift() : undefined)),
    });
    return store.forTenant("t");
  }

  describe("unknown results", () => {
    test.each<Fault[][]>([
      [["after"]],
      [["unknown"]],
      [["after", "unknown", "after"]],
      [["unknown", "before", "after", "unknown"]],
    ])("a commit that met %j is made once", async (faults) => {
      const tenant = await storeWith([...faults]);
      const writer = new LogWriter(tenant, "e");
      const outbox = [{ target: "x", targetGenesisSeq: 1, body: new Uint8Array(1) }];
      const idem = idempotentRecord();
      expect((await writer.append("once", { outbox, idem })).outcome).toBe("won");
      expect((await tenant.readOps("e", 0, 10)).map(({ body }) => text(body))).toEqual(["once"]);
      expect((await writer.append("next")).outcome).toBe("won");
    });

    test("a set whose answer was lost is found whole", async () => {
      const tenant = await storeWith(["after"]);
      const writers = ["a", "b"].map((entity) => new LogWriter(tenant, entity));
      const result = await tenant.commit(writers.map((writer) => writer.row()));
      expect(result.outcome).toBe("won");
      for (const writer of writers) {
        writer.follow(result);
        expect((await writer.append()).outcome).toBe("won");
      }
    });

    test("another writer in the place means lost, not won", async () => {
      const { store } = await bench.open({
        clock: impatientClock(),
        wrap: (engine) =>
          withFaults(engine, async (method, call) => {
            if (method !== "commit" || call !== 1) return undefined;
            await new LogWriter(store.forTenant("t"), "e").append("rival");
            return "unknown";
          }),
      });
      const tenant = store.forTenant("t");
      const result = await new LogWriter(tenant, "e").append("mine");
      expect(result).toEqual({ outcome: "lost", entity: "e" });
      expect((await tenant.readOps("e", 0, 10)).map(({ body }) => text(body))).toEqual(["rival"]);
    });

    test("an error before anything was sent is passed on at once", async () => {
      const tenant = await storeWith(["before"]);
      await expect(new LogWriter(tenant, "e").append()).rejects.toThrow(InjectedFault);
      expect((await new LogWriter(tenant, "e").append()).outcome).toBe("won");
    });

    test("gives up after so many attempts, and says that it does not know", async () => {
      const { unknownCommitAttemptsMax } = persistenceDefaults;
      const faults = Array.from({ length: unknownCommitAttemptsMax - 1 }, (): Fault => "unknown");
      const patient = await storeWith([...faults]);
      expect((await new LogWriter(patient, "e").append()).outcome).toBe("won");
      const givesUp = await storeWith([...faults, "after"]);
      await expect(new LogWriter(givesUp, "e").append("made")).rejects.toThrow(UnknownCommitError);
      expect(await givesUp.readOps("e", 0, 10)).toHaveLength(1);
    });
  });
}
