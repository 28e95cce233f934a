import { describe, expect, test } from "@jest/globals";
import { persistenceDefaults } from "../../defaults.js";
import { InvalidCommitError } from "../../errors.js";
import { genesisHash } from "../../store/chain.js";
import { bytes, idempotentRecord, LogWriter, text } from "../log-writer.js";
import type { ContractBench } from "../store-contract.js";

/** Who wins, what a set is, and what a key replays. */
export function describeCommitContract(bench: ContractBench): void {
  describeRaces(bench);
  describeSets(bench);
  describeLifecycle(bench);
  describeLimits(bench);
  describeIdempotency(bench);
}

function describeRaces(bench: ContractBench): void {
  describe("races", () => {
    test("appends, and chains the hashes", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      await writer.append("first");
      const result = await writer.append("second");
      expect(result.outcome).toBe("won");
      const ops = await tenant.readOps("e", 0, 10);
      expect(ops.map(({ seq, body }) => [seq, text(body)])).toEqual([
        [1, "first"],
        [2, "second"],
      ]);
      expect(ops[0]?.prevHash).toEqual(genesisHash());
      expect(ops[1]?.prevHash).toEqual(ops[0]?.hash);
      expect((await tenant.head("e"))?.hash).toEqual(writer.hash);
    });

    test("of many writers after the same op exactly one wins", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      await writer.append();
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) => tenant.commit([writer.row(`${index}`)])),
      );
      const won = results.findIndex(({ outcome }) => outcome === "won");
      expect(results.filter(({ outcome }) => outcome === "won")).toHaveLength(1);
      expect(results.filter(({ outcome }) => outcome === "lost")).toHaveLength(19);
      const [op] = await tenant.readOps("e", 1, 10);
      expect(op && text(op.body)).toBe(`${won}`);
    });

    test("refuses a gap and a foreign predecessor", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      await writer.append();
      const lost = { outcome: "lost", entity: "e" };
      expect(await tenant.commit([writer.row("gap", { expectedSeq: 5 })])).toEqual(lost);
      const foreign = writer.row("fork", { prevHash: bytes("x".repeat(32)) });
      expect(await tenant.commit([foreign])).toEqual(lost);
      expect((await tenant.head("e"))?.seq).toBe(1);
    });
  });
}

function describeSets(bench: ContractBench): void {
  describe("sets", () => {
    test("writes a set whole or not at all", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const [a, b, c] = ["a", "b", "c"].map((entity) => new LogWriter(tenant, entity));
      if (a === undefined || b === undefined || c === undefined) throw new Error("unreachable");
      await a.append();
      const stale = a.row("stale");
      await a.append();
      const outbox = [{ target: "a", targetGenesisSeq: 1, body: bytes("event") }];
      const idem = idempotentRecord();
      const lost = await tenant.commit([b.row("b", { outbox, idem }), stale, c.row("c")]);
      expect(lost).toEqual({ outcome: "lost", entity: "a" });
      expect(await tenant.head("b")).toBeUndefined();
      expect(await tenant.head("c")).toBeUndefined();
      expect(await tenant.findIdempotent("key-1")).toBeUndefined();
      const won = await tenant.commit([b.row("b", { outbox, idem }), a.row("a"), c.row("c")]);
      expect(won.outcome).toBe("won");
      expect((await tenant.head("b"))?.seq).toBe(1);
      expect((await tenant.head("a"))?.seq).toBe(3);
    });

    test("one lost set leaves its neighbours in the same group alone", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writers = Array.from({ length: 30 }, (_, index) => new LogWriter(tenant, `e${index}`));
      const results = await Promise.all(
        writers.map((writer, index) =>
          tenant.commit([
            index % 3 === 0 ? writer.row("gap", { expectedSeq: 7 }) : writer.row("good"),
          ]),
        ),
      );
      expect(results.map(({ outcome }) => outcome)).toEqual(
        writers.map((_, index) => (index % 3 === 0 ? "lost" : "won")),
      );
    });
  });
}

function describeLifecycle(bench: ContractBench): void {
  describe("lifecycle", () => {
    test("ends with a tombstone and begins again with a genesis", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      await writer.append("1", { genesis: { meta: bytes("first life") } });
      await writer.append("2", { tombstone: true, atMs: 1_500 });
      expect(await tenant.head("e")).toMatchObject({ seq: 2, genesisSeq: 1, deletedAtMs: 1_500 });
      expect((await tenant.countLiveEntities()).get("thing")).toBeUndefined();
      await writer.append("3", { genesis: { meta: bytes("second life") }, atMs: 2_000 });
      const head = await tenant.head("e");
      expect(head).toMatchObject({ seq: 3, genesisSeq: 3, createdAtMs: 2_000 });
      expect(head).not.toHaveProperty("deletedAtMs");
      const [entry] = await tenant.listEntities({ kind: "thing", limit: 10 });
      expect(entry?.meta && text(entry.meta)).toBe("second life");
    });

    test("refuses to begin what lives and to end what does not", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      await writer.append();
      await expect(writer.append("again", { genesis: {} })).rejects.toThrow(InvalidCommitError);
      await writer.append("end", { tombstone: true });
      await expect(writer.append("end", { tombstone: true })).rejects.toThrow(InvalidCommitError);
      expect((await tenant.head("e"))?.seq).toBe(2);
    });
  });
}

function describeLimits(bench: ContractBench): void {
  describe("limits", () => {
    test("refuses rows that break a limit, at its edge", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const { idBytesMax, idempotentBodyBytesMax, commitRowsMax } = persistenceDefaults;
      const fits = new LogWriter(tenant, "é".repeat(idBytesMax / 2));
      expect((await fits.append()).outcome).toBe("won");
      const tooLong = new LogWriter(tenant, "x".repeat(idBytesMax + 1));
      await expect(tooLong.append()).rejects.toThrow(InvalidCommitError);
      await expect(new LogWriter(tenant, "").append()).rejects.toThrow(InvalidCommitError);
      await expect(new LogWriter(tenant, "\ud800").append()).rejects.toThrow(InvalidCommitError);
      const answer = (length: number) => idempotentRecord({ body: new Uint8Array(length) });
      expect((await tenant.saveIdempotent(answer(idempotentBodyBytesMax))).outcome).toBe("saved");
      const long = tenant.saveIdempotent(answer(idempotentBodyBytesMax + 1));
      await expect(long).rejects.toThrow(InvalidCommitError);
      const many = Array.from({ length: commitRowsMax + 1 }, (_, i) =>
        new LogWriter(tenant, `m${i}`).row(),
      );
      await expect(tenant.commit(many)).rejects.toThrow(InvalidCommitError);
      expect((await tenant.commit(many.slice(1))).outcome).toBe("won");
      const row = new LogWriter(tenant, "e").row();
      await expect(tenant.commit([])).rejects.toThrow(InvalidCommitError);
      await expect(tenant.commit([row, row])).rejects.toThrow(InvalidCommitError);
      for (const wrong of [
        { genesis: undefined },
        { prevHash: bytes("y".repeat(32)) },
        { opId: bytes("short") },
        { tombstone: true },
      ]) {
        const { genesis: _, ...rest } = row;
        const bad = "genesis" in wrong ? rest : { ...row, ...wrong };
        await expect(tenant.commit([bad])).rejects.toThrow(InvalidCommitError);
      }
    });
  });
}

function describeIdempotency(bench: ContractBench): void {
  describe("idempotency", () => {
    test("replays the first answer, and shows its fingerprint", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      const idem = idempotentRecord();
      await writer.append("1", { idem });
      const second = idempotentRecord({ fingerprint: bytes("another"), body: bytes("no") });
      const result = await tenant.commit([writer.row("2", { idem: second })]);
      expect(result).toEqual({ outcome: "replayed", idem });
      expect((await tenant.head("e"))?.seq).toBe(1);
      expect(await tenant.findIdempotent(idem.key)).toEqual(idem);
    });

    test("a duplicate that would also lose its place is a replay", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const writer = new LogWriter(tenant, "e");
      const rows = [1, 2].map((body) => writer.row(`${body}`, { idem: idempotentRecord() }));
      const results = await Promise.all(rows.map((row) => tenant.commit([row])));
      expect(results.map(({ outcome }) => outcome)).toEqual(["won", "replayed"]);
    });

    test("keeps answers without an op", async () => {
      const tenant = (await bench.open()).store.forTenant("t");
      const idem = idempotentRecord({ status: 404 });
      expect(await tenant.saveIdempotent(idem)).toEqual({ outcome: "saved" });
      expect(await tenant.saveIdempotent(idem)).toEqual({ outcome: "replayed", idem });
    });

    test("a key is free again when it expires, to the millisecond", async () => {
      const { store, clock } = await bench.open();
      const tenant = store.forTenant("t");
      await tenant.saveIdempotent(idempotentRecord({ expiresAtMs: clock.nowMs() + 10 }));
      clock.advance(9);
      expect(await tenant.findIdempotent("key-1")).toBeDefined();
      expect(await store.purgeExpiredIdempotency()).toBe(0);
      clock.advance(1);
      expect(await tenant.findIdempotent("key-1")).toBeUndefined();
      const renewed = idempotentRecord({ status: 200, expiresAtMs: clock.nowMs() + 10 });
      expect(await tenant.saveIdempotent(renewed)).toEqual({ outcome: "saved" });
      expect(await tenant.findIdempotent("key-1")).toEqual(renewed);
      clock.advance(10);
      expect(await store.purgeExpiredIdempotency(0)).toBe(0);
      expect(await store.purgeExpiredIdempotency(5)).toBe(1);
    });
  });
}
