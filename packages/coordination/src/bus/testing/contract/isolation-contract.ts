import { describe, expect, test } from "@jest/globals";
import { HandlerTimeoutError } from "../../errors.js";
import { BusBench, gate, hang } from "../bus-bench.js";
import { driftOf } from "../sample-events.js";
import type { CreateTransport } from "../transport-contract.js";

const failure = new Error("handler failed");

/** A callback that throws, rejects, hangs or is slow harms nobody else. */
export function describeIsolationContract(createTransport: CreateTransport): void {
  describeFailures(createTransport);
  describeTimeouts(createTransport);
}

function describeFailures(createTransport: CreateTransport): void {
  describe("a failing handler", () => {
    test.each([
      ["throws", () => fail()],
      ["rejects", async () => fail()],
    ])("that %s gets the event again, and nobody else does", async (_how, refuse) => {
      const bench = new BusBench(createTransport);
      const attempts: number[] = [];
      const failing = bench.collect({}, (_event, { attempt }) => {
        attempts.push(attempt);
        return attempt < 3 ? refuse() : undefined;
      });
      const other = bench.collect();
      await bench.publish(driftOf("c1", 1));
      expect([failing, other]).toEqual([["c1/1"], ["c1/1"]]);
      await bench.time.advance(10_000);
      expect([attempts, other]).toEqual([[1, 2, 3], ["c1/1"]]);
      expect(bench.counts()).toMatchObject({ failed: 2, refused: 2, delivered: 1, abandoned: 0 });
      expect(bench.counts("subscriber-2")).toMatchObject({ delivered: 1, duplicates: 2 });
      expect(bench.errors).toEqual([failure, failure]);
    });

    test("goes on without an event after as many calls as allowed", async () => {
      const bench = new BusBench(createTransport);
      const seen = bench.collect({ attemptsMax: 3 }, ({ sourceSeq }) => {
        if (sourceSeq === 1) fail();
      });
      await bench.publish(driftOf("c1", 1), driftOf("c1", 2), driftOf("c2", 5));
      expect(seen).toEqual(["c1/1", "c2/5"]);
      await bench.time.advance(60_000);
      expect(seen).toEqual(["c1/1", "c2/5", "c1/1", "c1/1", "c1/2"]);
      expect(bench.counts()).toMatchObject({ failed: 3, abandoned: 1, delivered: 2 });
    });

    test("later events of the same source wait until the failed one is done", async () => {
      const bench = new BusBench(createTransport);
      const done: string[] = [];
      bench.collect({}, ({ source, sourceSeq }, { attempt }) => {
        if (source === "c1" && sourceSeq === 1 && attempt < 4) fail();
        done.push(`${source}/${sourceSeq}`);
      });
      await bench.publish(driftOf("c1", 1), driftOf("c1", 2), driftOf("c2", 1));
      await bench.publish(driftOf("c1", 3), driftOf("c2", 2));
      await bench.time.advance(120_000);
      expect(done.filter((it) => it.startsWith("c1"))).toEqual(["c1/1", "c1/2", "c1/3"]);
      expect(done.slice(0, 2)).toEqual(["c2/1", "c2/2"]);
      expect(bench.counts().overtaken).toBe(0);
    });

    test("of a live view is called once for each event, whatever comes of it", async () => {
      const bench = new BusBench(createTransport);
      const seen = bench.collect({ acknowledge: "queued" }, fail);
      await bench.publish(driftOf("c1", 1), driftOf("c1", 2));
      await bench.time.advance(60_000);
      expect(seen).toEqual(["c1/1", "c1/2"]);
      expect(bench.counts()).toMatchObject({ failed: 2, abandoned: 2, refused: 0 });
    });

    test("whose error report fails too stops nothing", async () => {
      const bench = new BusBench(createTransport);
      bench.errors.push = () => fail();
      const seen = bench.collect({ attemptsMax: 1 }, fail);
      await bench.publish(driftOf("c1", 1), driftOf("c1", 2));
      expect(seen).toEqual(["c1/1", "c1/2"]);
    });
  });
}

function describeTimeouts(createTransport: CreateTransport): void {
  describe("a hanging handler", () => {
    test("keeps no event from the others", async () => {
      const bench = new BusBench(createTransport);
      bench.collect({}, hang);
      const other = bench.collect();
      const events = Array.from({ length: 300 }, (_, i) => driftOf(`c${i % 7}`, i));
      for (const event of events) await bench.bus.publish(event);
      await bench.time.advance(60_000);
      expect(other).toHaveLength(300);
      expect(bench.counts("subscriber-2").delivered).toBe(300);
    });

    test("or a slow one holds nobody up", async () => {
      const bench = new BusBench(createTransport);
      const slow = bench.collect({}, () => new Promise((end) => bench.time.after(4_000, end)));
      const other = bench.collect();
      for (let seq = 1; seq <= 20; seq++) await bench.bus.publish(driftOf("c1", seq));
      await bench.time.advance(10_000);
      expect([slow.length, other.length]).toEqual([3, 20]);
      await bench.time.advance(120_000);
      expect(slow).toEqual(other);
      expect(bench.counts()).toMatchObject({ delivered: 20, timedOut: 0, dropped: 0 });
    });

    test("is given up when its time is over, and told so", async () => {
      const bench = new BusBench(createTransport);
      let aborted = false;
      bench.collect({ timeoutMs: 800, stallMs: 0, attemptsMax: 1 }, (event, { signal }) => {
        signal.addEventListener("abort", () => {
          aborted = true;
        });
        return hang(event, { attempt: 1, signal });
      });
      await bench.publish(driftOf("c1", 1));
      await bench.time.advance(799);
      expect([aborted, bench.counts().timedOut]).toEqual([false, 0]);
      await bench.time.advance(1);
      expect([aborted, bench.counts().timedOut]).toEqual([true, 1]);
      expect(bench.errors).toEqual([expect.any(HandlerTimeoutError)]);
    });

    test("stalls its subscriber: what waits goes back, and comes again later", async () => {
      const bench = new BusBench(createTransport);
      let hanging = true;
      const seen = bench.collect({ timeoutMs: 100, stallMs: 10_000 }, (event, delivery) =>
        hanging ? hang(event, delivery) : undefined,
      );
      await bench.publish(driftOf("c1", 1), driftOf("c2", 1));
      await bench.time.advance(100);
      expect(bench.counts()).toMatchObject({ stalled: true, waiting: 0, refused: 2, timedOut: 1 });
      hanging = false;
      await bench.time.advance(9_999);
      expect(seen).toEqual(["c1/1"]);
      await bench.time.advance(60_000);
      expect([...seen].sort()).toEqual(["c1/1", "c1/1", "c2/1"]);
      expect(bench.counts()).toMatchObject({ stalled: false, delivered: 2, waiting: 0 });
    });

    test("that ends late changes nothing any more", async () => {
      const bench = new BusBench(createTransport);
      const late = gate();
      bench.collect({ timeoutMs: 100, attemptsMax: 1, stallMs: 0 }, () => late.opened);
      await bench.publish(driftOf("c1", 1));
      await bench.time.advance(100);
      const counts = bench.counts();
      late.open();
      await bench.time.settle();
      expect(bench.counts()).toEqual(counts);
      expect(counts).toMatchObject({ delivered: 0, timedOut: 1, abandoned: 1 });
    });
  });
}

function fail(): never {
  throw failure;
}
