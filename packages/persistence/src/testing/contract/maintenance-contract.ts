import { describe, expect, test } from "@jest/globals";
import type { StorageEngine } from "../../engine/storage-engine.js";
import {
  CorruptEntityError,
  CorruptSnapshotError,
  InvalidCommitError,
  LogCompactedError,
} from "../../errors.js";
import { EntityHost } from "../../host/entity-host.js";
import type { ErasedAnswer } from "../../store/maintenance.js";
import type { Store } from "../../store/store.js";
import { LedgerMachine } from "../ledger-machine.js";
import { bytes, idempotentRecord, LogWriter, text } from "../log-writer.js";
import { ManualClock } from "../manual-clock.js";
import type { ContractBench } from "../store-contract.js";

const machine = new LedgerMachine();
const gone: ErasedAnswer = { status: 410, headers: {}, body: bytes("gone") };

/** What an operator does: compact, erase, verify, count. */
export function describeMaintenanceContract(bench: ContractBench): void {
  describeCompaction(bench);
  describeUnsafeCompaction(bench);
  describeErasure(bench);
  describeVerification(bench);
}

/** An account with so many ops, and a snapshot after every third. */
async function account(store: Store, ops: number) {
  const limits = { snapshotEveryOps: 3 };
  const host = new EntityHost({ store, machine, limits, clock: new ManualClock() });
  await host.execute("t", "a", { type: "open" });
  for (let op = 2; op <= ops; op++) {
    await host.execute("t", "a", { type: "add", amount: op });
    // Snapshots are written beside the answers; here they have to be there.
    if (op % 3 === 0) await saved(store, op);
  }
  return host;
}

async function saved(store: Store, seq: number): Promise<void> {
  for (;;) {
    if ((await store.forTenant("t").latestSnapshot("a"))?.seq === seq) return;
  }
}

const newHost = (store: Store) => new EntityHost({ store, machine, clock: new ManualClock() });

function describeCompaction(bench: ContractBench): void {
  describe("compaction", () => {
    test("a compacted log is read, verified, appended to and compacted again", async () => {
      const { store } = await bench.open();
      const tenant = store.forTenant("t");
      const hot = await account(store, 10);
      const before = await hot.verify("t", "a");
      const compacted = { outcome: "compacted", anchorSeq: 6, opsDeleted: 6 };
      expect(await tenant.compact("a", machine)).toEqual(compacted);
      expect(await tenant.compact("a", machine)).toEqual({ ...compacted, opsDeleted: 0 });
      expect(await tenant.head("a")).toMatchObject({ seq: 10, anchor: { seq: 6 } });
      const early = tenant.readOps("a", 0, 100);
      await expect(early).rejects.toThrow(LogCompactedError);
      await expect(early).rejects.toMatchObject({ entity: "a", anchorSeq: 6 });
      expect((await tenant.readOps("a", 6, 100)).map(({ seq }) => seq)).toEqual([7, 8, 9, 10]);
      expect(await tenant.verify("a")).toMatchObject({ seq: 10, ops: 4, snapshots: 2 });
      const cold = newHost(store);
      expect(await cold.verify("t", "a")).toMatchObject({
        matches: true,
        stateHash: before.stateHash,
      });
      for (let op = 11; op <= 12; op++) await hot.execute("t", "a", { type: "add", amount: op });
      await saved(store, 12);
      expect(await tenant.compact("a", machine)).toMatchObject({ anchorSeq: 9, opsDeleted: 3 });
      const colder = newHost(store);
      expect(await colder.read("t", "a", (state) => state?.balance)).toBe(77);
      expect(await colder.verify("t", "a")).toMatchObject({ seq: 12, matches: true });
    });

    test("leaves a log alone that has not two snapshots of these rules and of this life", async () => {
      const { store } = await bench.open();
      const tenant = store.forTenant("t");
      const unchanged = { outcome: "unchanged", reason: "snapshots" };
      expect(await tenant.compact("never", machine)).toEqual(unchanged);
      const host = await account(store, 4);
      expect(await tenant.compact("a", machine)).toEqual(unchanged);
      for (const amount of [5, 6]) await host.execute("t", "a", { type: "add", amount });
      await saved(store, 6);
      const newer = new LedgerMachine({ engineVersion: 2 });
      expect(await tenant.compact("a", newer)).toEqual(unchanged);
      await host.execute("t", "a", { type: "close" });
      expect(await tenant.compact("a", machine)).toEqual(unchanged);
      expect(await tenant.readOps("a", 0, 100)).toHaveLength(7);
    });

    test("the engine deletes nothing that no snapshot stands for", async () => {
      let engine: StorageEngine | undefined;
      const wrap = (opened: StorageEngine) => {
        engine = opened;
        return opened;
      };
      const { store } = await bench.open({ wrap });
      const tenant = store.forTenant("t");
      await account(store, 7);
      const truncate = (seq: number, hash: Uint8Array) =>
        engine?.truncateLog("t", "a", { seq, hash }, 100);
      const hashes = new Map((await tenant.readOps("a", 0, 10)).map((op) => [op.seq, op.hash]));
      const hashOf = (seq: number) => hashes.get(seq) ?? new Uint8Array(32);
      // No snapshot at 4; none after 6; the hash of another op; after the end.
      expect(await truncate(4, hashOf(4))).toBe(0);
      expect(await truncate(6, hashOf(6))).toBe(0);
      expect(await truncate(3, hashOf(4))).toBe(0);
      expect(await truncate(7, hashOf(7))).toBe(0);
      expect(await tenant.head("a")).not.toHaveProperty("anchor");
      expect(await truncate(3, hashOf(3))).toBe(3);
    });

    test("a hot state that fell behind what is kept is loaded again", async () => {
      const { store } = await bench.open();
      const behind = newHost(store);
      const ahead = await account(store, 3);
      expect(await behind.read("t", "a", (state) => state?.balance)).toBe(5);
      for (let op = 4; op <= 12; op++) {
        await ahead.execute("t", "a", { type: "add", amount: op });
        if (op % 3 === 0) await saved(store, op);
      }
      expect(await store.forTenant("t").compact("a", machine)).toMatchObject({ anchorSeq: 9 });
      // On a store that nobody else writes to, a lost race is what makes a host look.
      const answer = await behind.execute("t", "a", { type: "add", amount: 100 });
      expect(answer).toMatchObject({ answer: { balance: 177, seq: 13 } });
    });
  });
}

function describeUnsafeCompaction(bench: ContractBench): void {
  if (!bench.canTamper) return;
  describe("compaction that is not safe", () => {
    test("a snapshot that its log does not lead to stops it", async () => {
      const { store } = await bench.open();
      const tenant = store.forTenant("t");
      await account(store, 7);
      const newest = await tenant.latestSnapshot("a");
      if (newest === undefined) throw new Error("no snapshot");
      await tenant.saveSnapshot({
        ...newest,
        body: machine.encodeState({ balance: 1, history: [] }),
      });
      const unchanged = { outcome: "unchanged", reason: "replay" };
      expect(await tenant.compact("a", machine)).toEqual(unchanged);
      expect(await tenant.readOps("a", 0, 100)).toHaveLength(7);
    });

    test.each([
      ["UPDATE snapshot SET sha256 = zeroblob(32) WHERE seq = 3", CorruptSnapshotError],
      ["UPDATE snapshot SET body = zeroblob(9) WHERE seq = 6", CorruptSnapshotError],
      ["UPDATE op SET kind = 'x' WHERE seq = 5", CorruptEntityError],
    ])("%s stops it", async (sql, error) => {
      const { store, tamper } = await bench.open();
      const tenant = store.forTenant("t");
      await account(store, 7);
      await tamper(sql);
      await expect(tenant.compact("a", machine)).rejects.toThrow(error);
      expect((await tenant.head("a"))?.anchor).toBeUndefined();
    });

    test("without a sound snapshot a compacted log is damaged, and says so", async () => {
      const { store, tamper } = await bench.open();
      await account(store, 7);
      await store.forTenant("t").compact("a", machine);
      await tamper("UPDATE snapshot SET sha256 = zeroblob(32)");
      const cold = newHost(store).read("t", "a", (state) => state?.balance);
      await expect(cold).rejects.toThrow(/ops up to 3 are gone, and no snapshot/);
    });

    test("ops that are lost without an anchor are damage, not compaction", async () => {
      const { store, tamper } = await bench.open();
      const tenant = store.forTenant("t");
      await account(store, 7);
      await tamper("DELETE FROM op WHERE seq <= 3");
      await expect(tenant.readOps("a", 0, 100)).rejects.toThrow(CorruptEntityError);
      await expect(tenant.verify("a")).rejects.toThrow(CorruptEntityError);
    });
  });
}

function describeErasure(bench: ContractBench): void {
  describe("erasure", () => {
    test("keeps the tombstone, and its key, of what ended", async () => {
      const { store } = await bench.open();
      const tenant = store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      const outbox = [{ target: "region", targetGenesisSeq: 1, body: bytes("event") }];
      const idem = idempotentRecord({ body: bytes("private") });
      await writer.append("private", { idem, outbox });
      await tenant.saveIdempotent(idempotentRecord({ key: "key-2", status: 200 }), "e");
      await tenant.saveIdempotent(idempotentRecord({ key: "key-3", status: 200 }), "other");
      expect(await tenant.erase("e", gone)).toMatchObject({ tombstoneSeq: 0, answers: 0 });
      await writer.append("private too");
      await writer.append("end", { tombstone: true, outbox });
      const tombstone = await tenant.head("e");
      const erased = { tombstoneSeq: 3, ops: 2, snapshots: 0, outboxRows: 1, answers: 2 };
      expect(await tenant.erase("e", gone)).toEqual(erased);
      expect(await tenant.head("e")).toMatchObject({ ...tombstone, anchor: { seq: 2 } });
      await expect(tenant.readOps("e", 0, 10)).rejects.toThrow(LogCompactedError);
      expect((await tenant.readOps("e", 2, 10)).map(({ body }) => text(body))).toEqual(["end"]);
      expect(await tenant.findIdempotent("key-1")).toEqual({ ...idem, ...gone });
      expect(await tenant.findIdempotent("key-2")).toMatchObject(gone);
      expect(await tenant.findIdempotent("key-3")).toMatchObject({ status: 200 });
      expect(await tenant.verify("e")).toMatchObject({ seq: 3, ops: 1 });
      expect(await store.status()).toMatchObject({ ops: 1, idempotencyRows: 3, outboxRows: 1 });
    });

    test("of an entity that lives again takes the life that ended, and no more", async () => {
      const { store } = await bench.open();
      const tenant = store.forTenant("t");
      const host = newHost(store);
      await host.execute("t", "a", { type: "open" });
      await host.execute("t", "a", { type: "close" });
      await host.execute("t", "a", { type: "open" });
      await host.execute("t", "a", { type: "add", amount: 7 });
      expect(await tenant.erase("a", gone)).toMatchObject({ tombstoneSeq: 2, ops: 1 });
      expect(await tenant.erase("a", gone)).toMatchObject({ tombstoneSeq: 2, ops: 0 });
      expect(await newHost(store).verify("t", "a")).toMatchObject({ seq: 4, matches: true });
      await host.execute("t", "a", { type: "close" });
      expect(await tenant.erase("a", gone)).toMatchObject({ tombstoneSeq: 5, ops: 3 });
      await newHost(store).execute("t", "a", { type: "open" });
      expect(await tenant.head("a")).toMatchObject({ seq: 6, genesisSeq: 6 });
    });
  });
}

function describeVerification(bench: ContractBench): void {
  describe("verification and status", () => {
    test("verifies a sound log, and knows nothing of one that never was", async () => {
      const { store } = await bench.open();
      const tenant = store.forTenant("t");
      await account(store, 7);
      const { seq, hash } = (await tenant.head("a")) ?? { seq: 0, hash: undefined };
      expect(await tenant.verify("a")).toEqual({ seq, hash, ops: 7, snapshots: 2 });
      expect(await tenant.verify("never")).toBeUndefined();
      expect(() => store.forTenant("")).toThrow(InvalidCommitError);
      const status = await store.status();
      expect(status).toMatchObject({ ops: 7, snapshots: 2, entities: 1, outboxRows: 0 });
      expect(status.bytes).toBeGreaterThan(10_000);
    });
  });
}
