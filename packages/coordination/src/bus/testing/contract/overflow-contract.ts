import { describe, expect, test } from "@jest/globals";
import { busDefaults } from "../../bus-defaults.js";
import type { SubscribeOptions } from "../../subscription.js";
import { BusBench, gate } from "../bus-bench.js";
import { driftOf } from "../sample-events.js";
import type { CreateTransport } from "../transport-contract.js";

/** Five events for a queue of two whose handler is busy with the first. */
async function overflow(createTransport: CreateTransport, options: SubscribeOptions) {
  const bench = new BusBench(createTransport);
  const busy = gate();
  const seen = bench.collect({ queueMax: 2, timeoutMs: 60_000, ...options }, () => busy.opened);
  const free = bench.collect();
  const publish = async (seq: number) => {
    await bench.publish(driftOf("c1", seq));
    await bench.time.advance(2_000);
  };
  for (const seq of [1, 2, 3]) await publish(seq);
  const atTheEdge = bench.counts();
  for (const seq of [4, 5]) await publish(seq);
  const over = bench.counts();
  busy.open();
  await bench.time.advance(60_000);
  expect(free).toEqual(["c1/1", "c1/2", "c1/3", "c1/4", "c1/5"]);
  return { seen, atTheEdge, over, last: bench.counts() };
}

/** A queue is bounded, and what it cannot hold is counted. */
export function describeOverflowContract(createTransport: CreateTransport): void {
  describe.each(["handled", "queued"] as const)("a full queue, acknowledged when %s", (when) => {
    test("drop-oldest drops what has waited longest", async () => {
      const { seen, atTheEdge, over, last } = await overflow(createTransport, {
        acknowledge: when,
      });
      expect([atTheEdge.dropped, atTheEdge.waiting]).toEqual([0, 3]);
      expect([over.dropped, over.waiting]).toEqual([2, 3]);
      expect(seen).toEqual(["c1/1", "c1/4", "c1/5"]);
      expect(last).toMatchObject({ delivered: 3, dropped: 2, refused: 0 });
    });

    test("drop-newest drops what comes", async () => {
      const options = { acknowledge: when, overflow: "drop-newest" } as const;
      const { seen, atTheEdge, last } = await overflow(createTransport, options);
      expect([atTheEdge.dropped, atTheEdge.waiting]).toEqual([0, 3]);
      expect(seen).toEqual(["c1/1", "c1/2", "c1/3"]);
      expect(last).toMatchObject({ delivered: 3, dropped: 2, refused: 0 });
    });

    test("reject gives back what comes; it comes again, in order, and nothing is lost", async () => {
      const options = { acknowledge: when, overflow: "reject" } as const;
      const { seen, atTheEdge, over, last } = await overflow(createTransport, options);
      expect(atTheEdge.refused).toBe(0);
      expect([over.dropped, over.waiting]).toEqual([0, 3]);
      expect(over.refused).toBeGreaterThanOrEqual(2);
      expect(seen).toEqual(["c1/1", "c1/2", "c1/3", "c1/4", "c1/5"]);
      expect(last).toMatchObject({ delivered: 5, dropped: 0, overtaken: 0 });
    });
  });

  test("the default queue holds as many as it says", async () => {
    const bench = new BusBench(createTransport);
    const busy = gate();
    bench.collect({ acknowledge: "queued" }, () => busy.opened);
    // One stands in the handler.
    for (let seq = 0; seq <= busDefaults.queueMax; seq++)
      await bench.bus.publish(driftOf("c", seq));
    await bench.time.settle();
    expect(bench.counts()).toMatchObject({ dropped: 0, waiting: busDefaults.queueMax + 1 });
    await bench.publish(driftOf("c", busDefaults.queueMax + 1));
    expect(bench.counts()).toMatchObject({ dropped: 1, waiting: busDefaults.queueMax + 1 });
  });
}
