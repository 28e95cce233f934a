import { describe, expect, test } from "@jest/globals";
import { persistenceDefaults } from "../../defaults.js";
import { InvalidCommitError, StoreClosedError } from "../../errors.js";
import { bytes, idempotentRecord, LogWriter, text } from "../log-writer.js";
import type { ContractBench } from "../store-contract.js";

/** Who sees what: tenants, snapshots, the directory. */
export function describeReadContract(bench: ContractBench): void {
  describeTenantsAndLogs(bench);
  describeSnapshotsAndTheDirectory(bench);
  describeRecords(bench);
  describeReadinessAndClosing(bench);
}

function describeTenantsAndLogs(bench: ContractBench): void {
  describe("tenants and logs", () => {
    test("one tenant never sees another's rows", async () => {
      const { store } = await bench.open();
      const alice = store.forTenant("alice");
      const writer = new LogWriter(alice, "e");
      await writer.append("secret", { idem: idempotentRecord() });
      await alice.saveSnapshot(snapshotOf(writer, "secret"));
      const mallory = store.forTenant("mallory");
      expect(await mallory.head("e")).toBeUndefined();
      expect(await mallory.readOps("e", 0, 10)).toEqual([]);
      expect(await mallory.latestSnapshot("e")).toBeUndefined();
      expect(await mallory.findIdempotent("key-1")).toBeUndefined();
      expect(await mallory.listEntities({ kind: "thing", limit: 10 })).toEqual([]);
      expect((await mallory.countLiveEntities()).size).toBe(0);
      const own = new LogWriter(mallory, "e");
      expect((await own.append("own", { idem: idempotentRecord() })).outcome).toBe("won");
      expect((await alice.readOps("e", 0, 10)).map(({ body }) => text(body))).toEqual(["secret"]);
      expect(() => store.forTenant("")).toThrow(InvalidCommitError);
    });

    test("reads a log in pages", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      for (let index = 0; index < 5; index++) await writer.append(`${index}`);
      expect((await tenant.readOps("e", 1, 2)).map(({ seq }) => seq)).toEqual([2, 3]);
      expect(await tenant.readOps("e", 5, 2)).toEqual([]);
    });

    test("keeps bodies of every size", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      const { compressFromBytes } = persistenceDefaults;
      const sizes = [0, 1, compressFromBytes - 1, compressFromBytes, 20_000, 300_000];
      for (const size of sizes) await writer.append("x".repeat(size));
      const ops = await tenant.readOps("e", 0, 10);
      expect(ops.map(({ body }) => body.byteLength)).toEqual(sizes);
      expect(ops.every(({ body }) => body.every((byte) => byte === 120))).toBe(true);
    });
  });
}

function describeSnapshotsAndTheDirectory(bench: ContractBench): void {
  describe("snapshots and the directory", () => {
    test("keeps the two newest snapshots, and none of an op that is not in the log", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      for (const state of ["1", "2", "3"]) {
        await writer.append(state);
        await tenant.saveSnapshot(snapshotOf(writer, state));
      }
      await tenant.saveSnapshot({ ...snapshotOf(writer, "ahead"), seq: 9 });
      const newest = await tenant.latestSnapshot("e");
      expect(newest).toEqual(snapshotOf(writer, "3"));
      const older = await tenant.latestSnapshot("e", 3);
      expect(older?.seq).toBe(2);
      expect(await tenant.latestSnapshot("e", 2)).toBeUndefined();
      await writer.append("end", { tombstone: true });
      expect(await tenant.latestSnapshot("e")).toBeUndefined();
    });

    test("pages of the directory stay stable while entities come and go", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writers = new Map<string, LogWriter>();
      // Several entities of the same age: the id decides.
      for (let index = 0; index < 9; index++) {
        const writer = new LogWriter(tenant, `e${(index * 7) % 9}`);
        writers.set(writer.entity, writer);
        await writer.append("", { atMs: 100 + Math.floor(index / 3) });
      }
      const all = await tenant.listEntities({ kind: "thing", limit: 100 });
      expect(all).toHaveLength(9);
      const first = await tenant.listEntities({ kind: "thing", limit: 4 });
      await new LogWriter(tenant, "newer").append("", { atMs: 500 });
      await new LogWriter(tenant, "older").append("", { atMs: 1 });
      await new LogWriter(tenant, "other").append("", { atMs: 101, kind: "else" });
      await writers.get(all[5]?.entity ?? "")?.append("", { tombstone: true });
      const after = first.at(-1);
      if (after === undefined) throw new Error("the first page is empty");
      const rest = await tenant.listEntities({ kind: "thing", limit: 100, after });
      expect([...first, ...rest].map(({ entity }) => entity)).toEqual([
        ...all.filter((_, index) => index !== 5).map(({ entity }) => entity),
        "newer",
      ]);
      const query = { kind: "thing", limit: 100, after, includeDeleted: true };
      const withDeleted = await tenant.listEntities(query);
      expect(withDeleted.filter(({ deletedAtMs }) => deletedAtMs !== undefined)).toHaveLength(1);
      expect(Object.fromEntries(await tenant.countLiveEntities())).toEqual({ thing: 10, else: 1 });
    });
  });
}

function describeRecords(bench: ContractBench): void {
  describe("kept answers and messages", () => {
    test("are all read, each as its tenant's", async () => {
      const { store } = await bench.open();
      const tenant = store.forTenant("t");
      const outbox = Array.from({ length: 70 }, () => ({
        target: "region",
        targetGenesisSeq: 1,
        body: bytes("event"),
      }));
      await new LogWriter(tenant, "e").append("", { outbox, idem: idempotentRecord() });
      for (let answer = 2; answer <= 130; answer++) {
        await tenant.saveIdempotent(idempotentRecord({ key: `key-${answer}` }));
      }
      await store.forTenant("answers only").saveIdempotent(idempotentRecord());
      await new LogWriter(store.forTenant("log only"), "e").append();
      expect(await tenant.verifyRecords()).toEqual({ answers: 130, outboxRows: 70, problems: [] });
      const none = { answers: 0, outboxRows: 0, problems: [] };
      expect(await store.forTenant("log only").verifyRecords()).toEqual(none);
      expect(await store.listRecordTenants()).toEqual(["answers only", "t"]);
      expect(await store.listRecordTenants({ limit: 1 })).toEqual(["answers only"]);
      expect(await store.listRecordTenants({ after: "answers only" })).toEqual(["t"]);
      expect(await store.listRecordTenants({ after: "t" })).toEqual([]);
    });
  });
}

function describeReadinessAndClosing(bench: ContractBench): void {
  describe("readiness and closing", () => {
    test("is ready, and says so until it is closed", async () => {
      const { store } = await bench.open();
      await store.probe();
      await store.close();
      await expect(store.probe()).rejects.toThrow(StoreClosedError);
      await expect(store.forTenant("t").head("e")).rejects.toThrow(StoreClosedError);
    });

    test("finishes what was submitted before it closes", async () => {
      const { store } = await bench.open();
      const tenant = store.forTenant("t");
      const results = Array.from({ length: 50 }, (_, i) => new LogWriter(tenant, `e${i}`).append());
      await new Promise((resolve) => setImmediate(resolve));
      await store.close();
      const outcomes = await Promise.all(results.map((result) => result.then((r) => r.outcome)));
      expect(new Set(outcomes)).toEqual(new Set(["won"]));
    });
  });
}

function snapshotOf({ entity, seq, hash }: LogWriter, state: string) {
  return { entity, seq, chainHash: hash, engineVersion: 1, atMs: 1_000, body: bytes(state) };
}
