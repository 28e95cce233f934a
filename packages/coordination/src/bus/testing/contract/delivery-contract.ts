import { describe, expect, test } from "@jest/globals";
import type { DriftBusEvent } from "../../drift-bus-event.js";
import { BusClosedError, InvalidEventError } from "../../errors.js";
import { BusBench, gate, label, region } from "../bus-bench.js";
import { anomalyOf, driftOf } from "../sample-events.js";
import type { CreateTransport } from "../transport-contract.js";

/** Who receives what, once, and until when. */
export function describeDeliveryContract(createTransport: CreateTransport): void {
  describe("delivery", () => {
    test("an event reaches those of its region and of everything, as it was published", async () => {
      const bench = new BusBench(createTransport);
      const seen = { region: [], all: [], other: [], foreign: [] } as Record<string, object[]>;
      const into = (name: string) => (event: DriftBusEvent) => void seen[name]?.push(event);
      bench.bus.subscribe(region, into("region"));
      bench.bus.subscribe("all", into("all"));
      bench.bus.subscribe({ ...region, regionId: "other" }, into("other"));
      bench.bus.subscribe({ ...region, tenant: "u" }, into("foreign"));
      await bench.publish(driftOf("c1", 3));
      expect(seen["region"]).toEqual([expect.objectContaining(driftOf("c1", 3))]);
      expect(seen["all"]).toEqual(seen["region"]);
      expect([...(seen["other"] ?? []), ...(seen["foreign"] ?? [])]).toEqual([]);
    });

    test("an anomaly of two regions reaches each subscriber once", async () => {
      const bench = new BusBench(createTransport);
      const seen: string[] = [];
      for (const name of ["region", "other", "third"]) {
        bench.bus.subscribe({ tenant: "t", regionId: name }, () => void seen.push(name));
      }
      bench.bus.subscribe("all", () => void seen.push("all"));
      await bench.publish(anomalyOf(["region", "other", "region"]));
      expect(seen).toEqual(["region", "other", "all"]);
    });

    test("the same event again is dropped, while it waits and when it is done", async () => {
      const bench = new BusBench(createTransport);
      const busy = gate();
      const seen = bench.collect({}, () => busy.opened);
      await bench.publish(driftOf("c1", 1), driftOf("c1", 1));
      await bench.time.advance(2_000);
      busy.open();
      await bench.publish(driftOf("c1", 1), driftOf("c1", 2), driftOf("c2", 1));
      await bench.publish(driftOf("c1", 1, { sourceIndex: 1 }), driftOf("c1", 1, { tenant: "u" }));
      await bench.time.advance(2_000);
      expect(seen).toEqual(["c1/1", "c1/2", "c2/1", "c1/1"]);
      const { offered, delivered, duplicates } = bench.counts();
      expect([delivered, offered - duplicates]).toEqual([4, 4]);
      expect(duplicates).toBeGreaterThanOrEqual(2);
    });

    test("an event beyond the de-duplication window is news again", async () => {
      const bench = new BusBench(createTransport);
      const seen = bench.collect({ dedupWindow: 2 });
      await bench.publish(driftOf("c1", 1), driftOf("c2", 1), driftOf("c1", 1));
      expect(seen).toEqual(["c1/1", "c2/1"]);
      await bench.publish(driftOf("c3", 1));
      await bench.publish(driftOf("c1", 1));
      expect(seen).toEqual(["c1/1", "c2/1", "c3/1", "c1/1"]);
    });

    test("no handler runs inside its publisher", async () => {
      const bench = new BusBench(createTransport);
      const seen = bench.collect();
      const published = bench.bus.publish(driftOf("c1", 1));
      expect(seen).toEqual([]);
      await published;
      await bench.time.settle();
      expect(seen).toEqual(["c1/1"]);
    });

    test("refuses what is no event", async () => {
      const bench = new BusBench(createTransport);
      for (const fields of [{ sourceSeq: -1 }, { sourceIndex: 0.5 }, { driftScore: Number.NaN }]) {
        await expect(bench.bus.publish(driftOf("c1", 1, fields))).rejects.toThrow(
          InvalidEventError,
        );
      }
      expect(bench.bus.statistics()).toMatchObject({ published: 0, rejected: 3, received: 0 });
    });
  });

  describe("the end", () => {
    test("who has unsubscribed is not called again, and unsubscribing twice is harmless", async () => {
      const bench = new BusBench(createTransport);
      const busy = gate();
      const seen: string[] = [];
      const unsubscribe = bench.bus.subscribe(region, (event) => {
        seen.push(label(event));
        return busy.opened;
      });
      await bench.publish(driftOf("c1", 1), driftOf("c1", 2));
      await bench.time.advance(2_000);
      unsubscribe();
      unsubscribe();
      busy.open();
      await bench.publish(driftOf("c1", 3));
      expect(seen).toEqual(["c1/1"]);
      expect(bench.bus.statistics().subscribers).toEqual([]);
    });

    test("drain waits for what waits", async () => {
      const bench = new BusBench(createTransport);
      const busy = gate();
      const seen = bench.collect({}, () => busy.opened);
      await bench.publish(driftOf("c1", 1), driftOf("c1", 2));
      await bench.time.advance(2_000);
      let drained = false;
      const drain = bench.bus.drain().then(() => {
        drained = true;
      });
      await bench.time.settle();
      expect([drained, seen.length, bench.counts().waiting]).toEqual([false, 1, 2]);
      busy.open();
      await drain;
      expect([seen.length, bench.counts().waiting]).toEqual([2, 0]);
      await bench.bus.drain();
    });

    test("close lets the call under way end, gives back the rest and takes no more", async () => {
      const bench = new BusBench(createTransport);
      const busy = gate();
      const seen = bench.collect({}, () => busy.opened);
      await bench.publish(driftOf("c1", 1), driftOf("c1", 2));
      await bench.time.advance(2_000);
      const closed = bench.bus.close();
      expect(bench.bus.close()).toBe(closed);
      await expect(bench.bus.publish(driftOf("c1", 3))).rejects.toThrow(BusClosedError);
      expect(() => bench.collect()).toThrow(BusClosedError);
      busy.open();
      await closed;
      expect(seen).toEqual(["c1/1"]);
      expect(bench.counts()).toMatchObject({ delivered: 1, refused: 1, waiting: 0 });
      expect(bench.time.timerCount).toBe(0);
    });

    test("close waits for a call that hangs no longer than its time", async () => {
      const bench = new BusBench(createTransport);
      bench.collect({ timeoutMs: 700 }, () => new Promise(() => {}));
      await bench.publish(driftOf("c1", 1));
      let closed = false;
      const close = bench.bus.close().then(() => {
        closed = true;
      });
      await bench.time.advance(699);
      expect(closed).toBe(false);
      await bench.time.advance(1);
      expect(closed).toBe(true);
      await close;
    });
  });
}
