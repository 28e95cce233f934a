import { describe, expect, test } from "@jest/globals";
import { persistenceDefaults } from "../../defaults.js";
import type { OutboxDelivery } from "../../outbox/relay.js";
import { bytes, LogWriter, text } from "../log-writer.js";
import type { ContractBench } from "../store-contract.js";

/** Collects deliveries, and lets a test wait for them without a clock. */
class Inbox {
  readonly rows: OutboxDelivery[] = [];
  #waiters: { count: number; resolve: () => void }[] = [];
  refuse: (row: OutboxDelivery) => boolean = () => false;

  deliver = async (row: OutboxDelivery): Promise<void> => {
    this.rows.push(row);
    const due = this.#waiters.filter(({ count }) => this.rows.length >= count);
    this.#waiters = this.#waiters.filter(({ count }) => this.rows.length < count);
    for (const { resolve } of due) resolve();
    if (this.refuse(row)) throw new Error("refused");
  };

  has(count: number): Promise<void> {
    if (this.rows.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count, resolve }));
  }
}

const event = (body: string, visibleAtMs?: number) => ({
  target: "region",
  targetGenesisSeq: 4,
  body: bytes(body),
  ...(visibleAtMs !== undefined && { visibleAtMs }),
});

/** Events leave with the op that caused them, at least once. */
export function describeOutboxContract(bench: ContractBench): void {
  describeOutbox(bench);
  describeOutboxTiming(bench);
  describeOutboxSharing(bench);
}

function describeOutbox(bench: ContractBench): void {
  describe("outbox", () => {
    test("delivers what a commit wrote, at once, and then forgets it", async () => {
      const { store } = await bench.open();
      const inbox = new Inbox();
      const relay = store.createRelay(inbox);
      relay.start();
      const writer = new LogWriter(store.forTenant("t"), "session");
      await writer.append("op", { outbox: [event("a"), event("b")] });
      await inbox.has(2);
      expect(inbox.rows.map((row) => ({ ...row, body: text(row.body) }))).toEqual(
        ["a", "b"].map((body, sourceIndex) => ({
          tenant: "t",
          target: "region",
          targetGenesisSeq: 4,
          source: "session",
          sourceSeq: 1,
          sourceIndex,
          body,
          attempt: 1,
        })),
      );
      await relay.stop();
      const again = store.createRelay(inbox);
      again.start();
      await again.stop();
      expect(inbox.rows).toHaveLength(2);
    });

    test("delivers again after a failure, later each time", async () => {
      const { store, clock } = await bench.open();
      const inbox = new Inbox();
      inbox.refuse = ({ attempt }) => attempt < 3;
      const errors: unknown[] = [];
      const onError = (error: unknown) => errors.push(error);
      const writer = new LogWriter(store.forTenant("t"), "session");
      await writer.append("op", { outbox: [event("a")] });
      const round = async () => {
        const relay = store.createRelay({ ...inbox, deliver: inbox.deliver, onError });
        relay.start();
        await relay.stop();
      };
      const { outboxRetryMinMs } = persistenceDefaults;
      await round();
      clock.advance(outboxRetryMinMs - 1);
      await round();
      expect(inbox.rows).toHaveLength(1);
      clock.advance(1);
      await round();
      expect(inbox.rows).toHaveLength(2);
      clock.advance(2 * outboxRetryMinMs);
      await round();
      await round();
      expect(inbox.rows.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect(errors).toHaveLength(2);
    });
  });
}

function describeOutboxTiming(bench: ContractBench): void {
  describe("outbox timing", () => {
    test("holds a row back until it is due", async () => {
      const { store, clock } = await bench.open();
      const inbox = new Inbox();
      const writer = new LogWriter(store.forTenant("t"), "session");
      const dueAtMs = clock.nowMs() + 60_000;
      await writer.append("op", { outbox: [event("later", dueAtMs)] });
      const relay = store.createRelay(inbox);
      relay.start();
      await relay.stop();
      expect(inbox.rows).toHaveLength(0);
      clock.advance(60_000);
      relay.start();
      await inbox.has(1);
      await relay.stop();
    });

    test("keeps a row until the time that its delivery names", async () => {
      const { store, clock } = await bench.open();
      const attempts: number[] = [];
      const relay = store.createRelay({
        deliver: async ({ attempt }) => {
          attempts.push(attempt);
          return attempt < 3 ? { againAtMs: clock.nowMs() + 60_000 } : undefined;
        },
      });
      const round = async (afterMs: number) => {
        clock.advance(afterMs);
        relay.start();
        await relay.stop();
      };
      await new LogWriter(store.forTenant("t"), "session").append("op", { outbox: [event("a")] });
      for (const afterMs of [0, 59_999, 1, 60_000, 60_000]) await round(afterMs);
      expect(attempts).toEqual([1, 2, 3]);
    });

    test("looks again on its own while it is idle", async () => {
      const { store, clock } = await bench.open();
      const inbox = new Inbox();
      const relay = store.createRelay(inbox);
      const writer = new LogWriter(store.forTenant("t"), "session");
      const outbox = [event("now"), event("later", clock.nowMs() + 1_000)];
      await writer.append("op", { outbox });
      relay.start();
      await inbox.has(1);
      // A turn of the relay settles its row before it sleeps; probes pass through the same thread.
      for (let turn = 0; inbox.rows.length < 2 && turn < 100; turn++) {
        await store.probe();
        clock.advance(persistenceDefaults.outboxPollMaxMs);
      }
      expect(inbox.rows.map(({ body }) => text(body))).toEqual(["now", "later"]);
      await relay.stop();
    });
  });
}

function describeOutboxSharing(bench: ContractBench): void {
  describe("outbox sharing", () => {
    test("two relays share the rows; each row goes to one of them", async () => {
      const { store } = await bench.open();
      const inbox = new Inbox();
      const writer = new LogWriter(store.forTenant("t"), "session");
      const count = persistenceDefaults.outboxClaimMax * 2 + 1;
      await writer.append("op", {
        outbox: Array.from({ length: count }, (_, index) => event(`${index}`)),
      });
      const relays = [store.createRelay(inbox), store.createRelay(inbox)];
      for (const relay of relays) relay.start();
      await inbox.has(count);
      await Promise.all(relays.map((relay) => relay.stop()));
      expect(new Set(inbox.rows.map(({ sourceIndex }) => sourceIndex)).size).toBe(count);
      expect(inbox.rows).toHaveLength(count);
    });

    test("a row whose relay fell silent goes to another, and the silent one settles it no more", async () => {
      const { store, clock } = await bench.open();
      const silent = new Inbox();
      let wake = () => {};
      const hangs = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const first = store.createRelay({
        deliver: async (row) => {
          await silent.deliver(row);
          await hangs;
        },
      });
      const writer = new LogWriter(store.forTenant("t"), "session");
      await writer.append("op", { outbox: [event("a")] });
      first.start();
      await silent.has(1);
      const inbox = new Inbox();
      const second = store.createRelay(inbox);
      clock.advance(persistenceDefaults.outboxLeaseMs - 1);
      second.start();
      await second.stop();
      expect(inbox.rows).toHaveLength(0);
      clock.advance(1);
      inbox.refuse = () => true;
      second.start();
      await inbox.has(1);
      await second.stop();
      // What was delivered by the first is the second's to settle, which failed and comes again.
      wake();
      await first.stop();
      expect(await store.status()).toMatchObject({ outboxRows: 1 });
      inbox.refuse = () => false;
      clock.advance(persistenceDefaults.outboxRetryMaxMs);
      second.start();
      await inbox.has(2);
      await second.stop();
      expect(inbox.rows.map(({ attempt }) => attempt)).toEqual([2, 3]);
      expect(await store.status()).toMatchObject({ outboxRows: 0 });
    });

    test("never has more deliveries under way than allowed", async () => {
      const { store } = await bench.open();
      let running = 0;
      let most = 0;
      let delivered = 0;
      let finish = () => {};
      const done = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const relay = store.createRelay({
        concurrencyMax: 3,
        deliver: async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          delivered += 1;
          if (delivered === 20) finish();
        },
      });
      const writer = new LogWriter(store.forTenant("t"), "session");
      await writer.append("op", { outbox: Array.from({ length: 20 }, () => event("x")) });
      relay.start();
      await done;
      await relay.stop();
      expect(most).toBe(3);
    });
  });
}
