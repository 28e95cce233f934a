import { expect, test } from "@jest/globals";
import { persistenceDefaults } from "../defaults.js";
import { StoreBusyError, StoreClosedError } from "../errors.js";
import { genesisHash } from "../store/chain.js";
import { sealCommitRow } from "../store/seal-rows.js";
import { idempotentRecord } from "../testing/log-writer.js";
import { CommitQueue } from "./commit-queue.js";
import type { PendingSet, SetVerdict } from "./pending-set.js";

/** Groups that were begun and have not ended, in the order they came. */
class Lanes {
  readonly begun: (readonly PendingSet[])[] = [];
  readonly #ends: ((verdicts: SetVerdict[]) => void)[] = [];
  #waiters: { count: number; resolve: () => void }[] = [];

  run = (sets: readonly PendingSet[]): Promise<SetVerdict[]> => {
    this.begun.push(sets);
    const due = this.#waiters.filter(({ count }) => this.begun.length >= count);
    this.#waiters = this.#waiters.filter((waiter) => !due.includes(waiter));
    for (const { resolve } of due) resolve();
    return new Promise((resolve) => this.#ends.push(resolve));
  };

  /** Resolves when so many groups have begun. */
  has(count: number): Promise<void> {
    if (this.begun.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count, resolve }));
  }

  end(group: number, verdict: SetVerdict = { outcome: "won" }): void {
    this.#ends[group]?.((this.begun[group] ?? []).map(() => verdict));
  }

  names(group: number): string[] {
    return (this.begun[group] ?? []).flatMap(({ rows }) => rows.map(({ entity }) => entity));
  }
}

async function setOf(entities: string[], options: { key?: string; size?: number } = {}) {
  const { key, size = 1 } = options;
  const rows = await Promise.all(
    entities.map((entity, index) =>
      sealCommitRow("t", {
        entity,
        kind: "thing",
        expectedSeq: 0,
        prevHash: genesisHash(),
        opId: new Uint8Array(16),
        opKind: "test",
        engineVersion: 1,
        atMs: 1,
        body: crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536))),
        genesis: {},
        ...(key !== undefined && index === 0 && { idem: idempotentRecord({ key }) }),
      }),
    ),
  );
  return { tenant: "t", rows, nowMs: 1 };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("what comes together goes together; what comes meanwhile shares the next", async () => {
  const lanes = new Lanes();
  const queue = new CommitQueue(1, lanes.run);
  const first = ["a", "b", "c"].map(async (entity) => queue.commit(await setOf([entity])));
  await lanes.has(1);
  expect(lanes.names(0)).toEqual(["a", "b", "c"]);
  const second = ["d", "e"].map(async (entity) => queue.commit(await setOf([entity])));
  await turn();
  await turn();
  expect(lanes.begun).toHaveLength(1);
  lanes.end(0);
  await lanes.has(2);
  expect(lanes.names(1)).toEqual(["d", "e"]);
  lanes.end(1);
  for (const done of [...first, ...second]) expect(await done).toEqual({ outcome: "won" });
});

test("one entity's sets, and one key's, follow each other however many lanes there are", async () => {
  const lanes = new Lanes();
  const queue = new CommitQueue(4, lanes.run);
  const sets = [
    await setOf(["a"]),
    await setOf(["a"]),
    await setOf(["b"], { key: "k" }),
    await setOf(["c"], { key: "k" }),
    await setOf(["a", "d"]),
    await setOf(["d"]),
  ];
  const done = sets.map((set) => queue.commit(set));
  await lanes.has(1);
  await turn();
  expect(lanes.begun.map((_, group) => lanes.names(group))).toEqual([["a", "b"]]);
  lanes.end(0);
  await lanes.has(2);
  expect(lanes.names(1)).toEqual(["a", "c"]);
  lanes.end(1);
  // The set of two entities holds the later one of its second entity back.
  await lanes.has(3);
  await turn();
  expect(lanes.begun).toHaveLength(3);
  expect(lanes.names(2)).toEqual(["a", "d"]);
  lanes.end(2);
  await lanes.has(4);
  expect(lanes.names(3)).toEqual(["d"]);
  lanes.end(3);
  await Promise.all(done);
});

test("a transaction takes so many sets, and no more bytes than it should", async () => {
  const { postgresGroupMax, postgresGroupBytes } = persistenceDefaults;
  const lanes = new Lanes();
  const queue = new CommitQueue(1, lanes.run);
  const many = Array.from({ length: postgresGroupMax + 1 }, (_, index) => setOf([`m${index}`]));
  for (const set of await Promise.all(many)) void queue.commit(set);
  await lanes.has(1);
  lanes.end(0);
  await lanes.has(2);
  expect(lanes.begun.map((group) => group.length)).toEqual([postgresGroupMax, 1]);
  lanes.end(1);
  await turn();
  const size = 65_536;
  const fits = postgresGroupBytes / size;
  const large = Array.from({ length: fits + 1 }, (_, index) => setOf([`l${index}`], { size }));
  for (const set of await Promise.all(large)) void queue.commit(set);
  await lanes.has(3);
  lanes.end(2);
  await lanes.has(4);
  expect(lanes.begun.slice(2).map((group) => group.length)).toEqual([fits, 1]);
});

test("many that come at once are split in two; then each half waits for its like", async () => {
  const { postgresGroupSplitMin } = persistenceDefaults;
  const lanes = new Lanes();
  const queue = new CommitQueue(4, lanes.run);
  const commit = async (name: string, length: number) => {
    const sets = await Promise.all(Array.from({ length }, (_, i) => setOf([`${name}${i}`])));
    for (const set of sets) void queue.commit(set);
  };
  await commit("a", 2 * postgresGroupSplitMin + 8);
  await lanes.has(2);
  const half = postgresGroupSplitMin + 4;
  expect(lanes.begun.map((group) => group.length)).toEqual([half, half]);
  lanes.end(0);
  await commit("b", half);
  await lanes.has(3);
  expect(lanes.names(2)).toHaveLength(half);
  for (const group of [1, 2]) lanes.end(group);
  await turn();
  await commit("c", postgresGroupSplitMin);
  await lanes.has(4);
  expect(lanes.names(3)).toHaveLength(postgresGroupSplitMin);
});

test("an entity that lost commits apart, and never takes the last lane", async () => {
  const lanes = new Lanes();
  const queue = new CommitQueue(2, lanes.run);
  const lost = ["x", "y"].map(async (entity) => queue.commit(await setOf([entity])));
  await lanes.has(1);
  lanes.end(0, { outcome: "lost", entity: "x" });
  await Promise.all(lost);
  for (const entity of ["x", "y", "a", "b"]) void queue.commit(await setOf([entity]));
  await lanes.has(2);
  await turn();
  // Both would run apart, but one lane stays with the others.
  expect([lanes.names(1), lanes.names(2)]).toEqual([["x"], ["a", "b"]]);
  lanes.end(1);
  await lanes.has(4);
  expect(lanes.names(3)).toEqual(["y"]);
});

test("what has to go again goes alone and first, a few times", async () => {
  const lanes = new Lanes();
  const queue = new CommitQueue(1, lanes.run);
  const again: SetVerdict = { outcome: "again" };
  const one = queue.commit(await setOf(["a"]));
  const other = queue.commit(await setOf(["b"]));
  await lanes.has(1);
  lanes.end(0, again);
  const outcomes = Promise.allSettled([one, other]);
  for (let group = 1; group < 9; group++) {
    await lanes.has(group + 1);
    expect(lanes.names(group)).toHaveLength(1);
    lanes.end(group, again);
  }
  expect(await outcomes).toEqual([
    { status: "rejected", reason: expect.any(StoreBusyError) },
    { status: "rejected", reason: expect.any(StoreBusyError) },
  ]);
});

test("an error reaches all of its group, and closing waits for what was taken", async () => {
  const failing = new CommitQueue(1, () => Promise.reject(new Error("down")));
  await expect(failing.commit(await setOf(["a"]))).rejects.toThrow("down");
  const lanes = new Lanes();
  const queue = new CommitQueue(1, lanes.run);
  const set = await setOf(["a"]);
  const taken = queue.commit(set);
  let closed = false;
  const closing = queue.close().then(() => {
    closed = true;
  });
  await expect(queue.commit(set)).rejects.toThrow(StoreClosedError);
  await lanes.has(1);
  expect(closed).toBe(false);
  lanes.end(0);
  expect(await taken).toEqual({ outcome: "won" });
  await closing;
});
