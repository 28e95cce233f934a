import { describe, expect, test } from "@jest/globals";
import type { StorageEngine } from "../../engine/storage-engine.js";
import {
  CorruptEntityError,
  CorruptRecordError,
  CorruptSnapshotError,
  InvalidCommitError,
} from "../../errors.js";
import { genesisHash } from "../../store/chain.js";
import { bytes, idempotentRecord, LogWriter } from "../log-writer.js";
import type { ContractBench } from "../store-contract.js";

/** Every change behind the store's back shows, and harms only the entity it concerns. */
export function describeDamageContract(bench: ContractBench): void {
  describeLogDamage(bench);
  describeSnapshotDamage(bench);
  describeRecordDamage(bench);
}

function describeLogDamage(bench: ContractBench): void {
  describe("a damaged log", () => {
    test.each([
      "UPDATE op SET body = zeroblob(length(body)) WHERE entity = 'bad' AND seq = 2",
      "UPDATE op SET body = substr(body, 1, 5) WHERE entity = 'bad' AND seq = 2",
      "UPDATE op SET hash = zeroblob(32) WHERE entity = 'bad' AND seq = 2",
      "UPDATE op SET prev_hash = zeroblob(32) WHERE entity = 'bad' AND seq = 2",
      "UPDATE op SET op_id = zeroblob(16) WHERE entity = 'bad' AND seq = 2",
      "UPDATE op SET kind = 'other' WHERE entity = 'bad' AND seq = 2",
      "UPDATE op SET engine_v = 2 WHERE entity = 'bad' AND seq = 2",
      "UPDATE op SET ts_ms = ts_ms + 1 WHERE entity = 'bad' AND seq = 2",
      "DELETE FROM op WHERE entity = 'bad' AND seq = 2",
      `UPDATE op SET (body, hash) = (SELECT body, hash FROM op WHERE entity = 'good' AND seq = 2)
       WHERE entity = 'bad' AND seq = 2`,
    ])("%s is seen", async (sql) => {
      const { tenant } = await damagedLog(bench, sql);
      const read = tenant.readOps("bad", 0, 10);
      await expect(read).rejects.toThrow(CorruptEntityError);
      await expect(read).rejects.toMatchObject({ tenant: "t", entity: "bad" });
    });

    test("a lost tail cannot be written over", async () => {
      const sql = "DELETE FROM op WHERE entity = 'bad' AND seq > 2";
      const { tenant, writer } = await damagedLog(bench, sql);
      expect((await writer.append("5")).outcome).toBe("lost");
      expect((await tenant.head("bad"))?.seq).toBe(2);
    });

    test("that lost every op still has a head, until its entity is ended", async () => {
      const sql = "DELETE FROM op WHERE entity = 'bad'";
      const { tenant, writer } = await damagedLog(bench, sql);
      const lost = { seq: 0, hash: genesisHash(), atMs: 1_000, genesisSeq: 1 };
      expect(await tenant.head("bad")).toEqual({ ...lost, kind: "thing", createdAtMs: 1_000 });
      writer.seq = 0;
      writer.hash = genesisHash();
      await expect(writer.append("again")).rejects.toThrow(InvalidCommitError);
      const { genesis: _none, ...tombstone } = writer.row("end", { tombstone: true });
      expect((await tenant.commit([tombstone])).outcome).toBe("won");
      expect(await tenant.head("bad")).toMatchObject({ seq: 1, deletedAtMs: 1_000 });
      await expect(tenant.commit([{ ...tombstone, entity: "never" }])).rejects.toThrow(
        InvalidCommitError,
      );
    });

    test("after compaction a log goes on from its snapshot", async () => {
      const { store, tamper } = await bench.open();
      const tenant = store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      await writer.append();
      await writer.append();
      await tenant.saveSnapshot(snapshotOf(writer, "state"));
      await tamper("DELETE FROM op");
      expect(await tenant.head("e")).toMatchObject({ seq: 2, hash: writer.hash });
      const foreign = writer.row("fork", { prevHash: bytes("x".repeat(32)) });
      expect((await tenant.commit([foreign])).outcome).toBe("lost");
      expect((await writer.append()).outcome).toBe("won");
    });
  });
}

function describeSnapshotDamage(bench: ContractBench): void {
  describe("a damaged snapshot", () => {
    test.each([
      "UPDATE snapshot SET body = substr(body, 1, length(body) - 1) WHERE seq = 2",
      "UPDATE snapshot SET sha256 = zeroblob(32) WHERE seq = 2",
      "UPDATE snapshot SET chain_hash = zeroblob(32) WHERE seq = 2",
      "UPDATE snapshot SET engine_v = 9 WHERE seq = 2",
    ])("%s is seen, and the older one is still there", async (sql) => {
      const { store, tamper } = await bench.open();
      const tenant = store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      for (const state of ["1", "2"]) {
        await writer.append(state);
        await tenant.saveSnapshot(snapshotOf(writer, state));
      }
      await tamper(sql);
      const newest = tenant.latestSnapshot("e");
      await expect(newest).rejects.toThrow(CorruptSnapshotError);
      await expect(newest).rejects.toMatchObject({ tenant: "t", entity: "e", seq: 2 });
      expect((await tenant.latestSnapshot("e", 2))?.body).toEqual(bytes("1"));
    });
  });
}

function describeRecordDamage(bench: ContractBench): void {
  describe("a damaged record", () => {
    test.each(["x'ff'", "x''", "substr(meta, 1, length(meta) - 1)"])(
      "a description of %s costs the listing that description only",
      async (damage) => {
        const { store, tamper } = await bench.open();
        const tenant = store.forTenant("t");
        for (const entity of ["bad", "good"]) {
          await new LogWriter(tenant, entity).append("", { genesis: { meta: bytes(entity) } });
        }
        await tamper(`UPDATE entity SET meta = ${damage} WHERE entity = 'bad'`);
        const line = { kind: "thing", genesisSeq: 1, createdAtMs: 1_000 };
        expect(await tenant.listEntities({ kind: "thing", limit: 10 })).toEqual([
          { ...line, entity: "bad", damaged: true },
          { ...line, entity: "good", meta: bytes("good") },
        ]);
      },
    );

    test.each(["fp = zeroblob(11)", "status = 500", "headers = zeroblob(9)", "body = zeroblob(9)"])(
      "an idempotency row with %s is seen",
      async (assignment) => {
        const { store, tamper } = await bench.open();
        const tenant = store.forTenant("t");
        await tenant.saveIdempotent(idempotentRecord());
        await tamper(`UPDATE idem SET ${assignment}`);
        await expect(tenant.findIdempotent("key-1")).rejects.toThrow(CorruptRecordError);
        await expect(tenant.saveIdempotent(idempotentRecord())).rejects.toThrow(CorruptRecordError);
        expect(await tenant.discardDamagedIdempotent("key-1")).toBe(true);
        expect(await tenant.saveIdempotent(idempotentRecord())).toEqual({ outcome: "saved" });
        expect(await tenant.discardDamagedIdempotent("key-1")).toBe(false);
        expect(await tenant.findIdempotent("key-1")).toEqual(idempotentRecord());
      },
    );

    test("every one is named, and the others are read", async () => {
      const { store, tamper } = await bench.open();
      const tenant = store.forTenant("t");
      const outbox = ["one", "other"].map((body) => ({
        target: "region",
        targetGenesisSeq: 1,
        body: bytes(body),
      }));
      await new LogWriter(tenant, "e").append("", { outbox, idem: idempotentRecord() });
      await tenant.saveIdempotent(idempotentRecord({ key: "key-2" }));
      await tamper("UPDATE idem SET status = 500 WHERE key = 'key-1'");
      await tamper("UPDATE outbox SET body = zeroblob(9) WHERE src_index = 1");
      expect(await tenant.verifyRecords()).toEqual({
        answers: 2,
        outboxRows: 2,
        problems: [
          expect.stringMatching(/idempotency record "key-1" fails/),
          expect.stringMatching(/outbox row \d+ fails/),
        ],
      });
    });

    test("an answer that was kept in the place of a damaged one is not discarded", async () => {
      let engine: StorageEngine | undefined;
      const wrap = (opened: StorageEngine) => {
        engine = opened;
        return opened;
      };
      const { store, tamper } = await bench.open({ wrap });
      const tenant = store.forTenant("t");
      await tenant.saveIdempotent(idempotentRecord());
      await tamper("UPDATE idem SET body = zeroblob(9)");
      const damaged = await engine?.findIdem("t", "key-1");
      if (damaged === undefined) throw new Error("no answer is kept");
      await tenant.discardDamagedIdempotent("key-1");
      await tenant.saveIdempotent(idempotentRecord());
      await engine?.deleteIdem("t", damaged);
      expect(await tenant.findIdempotent("key-1")).toEqual(idempotentRecord());
    });

    test.each(["target = 'x'", "body = zeroblob(9)", "src_seq = 7"])(
      "an outbox row with %s is reported and not delivered",
      async (assignment) => {
        const { store, tamper } = await bench.open();
        const outbox = [{ target: "region", targetGenesisSeq: 1, body: bytes("event") }];
        await new LogWriter(store.forTenant("t"), "e").append("", { outbox });
        await tamper(`UPDATE outbox SET ${assignment}`);
        const delivered: unknown[] = [];
        const errors: unknown[] = [];
        const relay = store.createRelay({
          deliver: async (row) => {
            delivered.push(row);
          },
          onError: (error) => errors.push(error),
        });
        relay.start();
        await relay.stop();
        expect(delivered).toEqual([]);
        expect(errors).toEqual([expect.any(CorruptRecordError)]);
      },
    );
  });
}

/** A good log and a bad one, the latter changed by `sql`. */
async function damagedLog(bench: ContractBench, sql: string) {
  const { store, tamper } = await bench.open();
  const tenant = store.forTenant("t");
  const writer = new LogWriter(tenant, "bad");
  const good = new LogWriter(tenant, "good");
  for (const body of ["1", "2", "3", "4"]) {
    await writer.append(body);
    await good.append(body);
  }
  await tamper(sql);
  expect(await tenant.readOps("good", 0, 10)).toHaveLength(4);
  return { tenant, writer };
}

function snapshotOf({ entity, seq, hash }: LogWriter, state: string) {
  return { entity, seq, chainHash: hash, engineVersion: 1, atMs: 1_000, body: bytes(state) };
}
