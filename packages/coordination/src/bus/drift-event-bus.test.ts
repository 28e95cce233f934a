import { describe, expect, test } from "@jest/globals";
import { busDefaults } from "./bus-defaults.js";
import { DriftEventBus } from "./drift-event-bus.js";
import { BusClosedError, BusError, InvalidBusOptionError, SubscribersFullError } from "./errors.js";
import { MemoryTransport } from "./memory-transport.js";
import type { SubscribeOptions } from "./subscription.js";
import { region } from "./testing/bus-bench.js";
import { driftOf } from "./testing/sample-events.js";
import { VirtualTime } from "./testing/virtual-time.js";

function createBus(): { readonly bus: DriftEventBus; readonly time: VirtualTime } {
  const time = new VirtualTime();
  const transport = new MemoryTransport({ scheduler: time });
  const bus = new DriftEventBus({ transport, scheduler: time });
  bus.start();
  return { bus, time };
}

describe("DriftEventBus", () => {
  test("has as many subscribers as the limit; the next is refused until one goes", () => {
    const { bus } = createBus();
    const stops = Array.from({ length: busDefaults.subscriberCountMax }, () =>
      bus.subscribe(region, () => {}),
    );
    const addOneMore = () => bus.subscribe("all", () => {});
    expect(addOneMore).toThrow(SubscribersFullError);
    expect(addOneMore).toThrow(BusError);
    expect(addOneMore).toThrow(
      expect.objectContaining({ code: "ERR_BUS_SUBSCRIBERS_FULL", limit: 1_024 }),
    );
    stops[0]?.();
    expect(addOneMore).not.toThrow();
  });

  test.each<[SubscribeOptions, SubscribeOptions]>([
    [{ queueMax: 1 }, { queueMax: 0 }],
    [{ dedupWindow: 0 }, { dedupWindow: -1 }],
    [{ timeoutMs: 1 }, { timeoutMs: 0 }],
    [{ stallMs: 0 }, { stallMs: Number.NaN }],
    [{ attemptsMax: 1 }, { attemptsMax: 0.5 }],
    [{ holdBackMax: 0 }, { holdBackMax: Number.POSITIVE_INFINITY }],
  ])("takes %j and refuses %j", (good, bad) => {
    const { bus } = createBus();
    expect(() => bus.subscribe(region, () => {}, good)).not.toThrow();
    expect(() => bus.subscribe(region, () => {}, bad)).toThrow(InvalidBusOptionError);
  });

  test("statistics count what the bus and each subscriber have seen, in order", async () => {
    const { bus, time } = createBus();
    bus.subscribe(region, () => {}, { name: "votes" });
    bus.subscribe("all", () => {});
    await bus.publish(driftOf("c1", 1));
    await bus.publish(driftOf("c1", 1, { sourceIndex: 1, regionId: "elsewhere" }));
    await time.settle();
    const zero = { dropped: 0, refused: 0, abandoned: 0, failed: 0, timedOut: 0, overtaken: 0 };
    const quiet = { ...zero, duplicates: 0, waiting: 0, stalled: false };
    expect(bus.statistics()).toEqual({
      published: 2,
      rejected: 0,
      received: 2,
      subscribers: [
        { ...quiet, name: "votes", offered: 1, delivered: 1 },
        { ...quiet, name: "subscriber-2", offered: 2, delivered: 2 },
      ],
    });
  });

  test("an event that nobody wants is settled at once", async () => {
    const time = new VirtualTime();
    const transport = new MemoryTransport({ scheduler: time });
    const bus = new DriftEventBus({ transport, scheduler: time });
    bus.start();
    await bus.publish(driftOf("c1", 1));
    await time.settle();
    expect(transport.pendingCount).toBe(0);
  });

  test("delivers nothing before it is started, and then what has waited", async () => {
    const time = new VirtualTime();
    const transport = new MemoryTransport({ scheduler: time });
    const bus = new DriftEventBus({ transport, scheduler: time });
    await bus.publish(driftOf("c1", 1));
    await time.advance(10_000);
    const seen: number[] = [];
    bus.subscribe(region, ({ sourceSeq }) => void seen.push(sourceSeq));
    bus.start();
    bus.start();
    await bus.publish(driftOf("c1", 2));
    await time.settle();
    expect(seen).toEqual([1, 2]);
    await bus.close();
    expect(() => bus.start()).toThrow(BusClosedError);
  });
});
