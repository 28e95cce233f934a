import { describe, expect, test } from "@jest/globals";
import { DriftEventBus } from "./drift-event-bus.js";
import { BusClosedError, TransportFullError } from "./errors.js";
import { MemoryTransport } from "./memory-transport.js";
import { driftOf } from "./testing/sample-events.js";
import { describeTransportContract } from "./testing/transport-contract.js";
import { VirtualTime } from "./testing/virtual-time.js";

describe("MemoryTransport", () => {
  describeTransportContract((scheduler) => new MemoryTransport({ scheduler }));

  test("holds as many events as it may, and refuses the next until there is space", async () => {
    const scheduler = new VirtualTime();
    const transport = new MemoryTransport({ scheduler, pendingMax: 2 });
    await transport.send(driftOf("c1", 1));
    await transport.send(driftOf("c1", 2));
    await expect(transport.send(driftOf("c1", 3))).rejects.toThrow(TransportFullError);
    expect(transport.pendingCount).toBe(2);
    const bus = new DriftEventBus({ transport, scheduler });
    bus.start();
    await scheduler.settle();
    expect(transport.pendingCount).toBe(0);
    await bus.publish(driftOf("c1", 3));
    await bus.close();
    await expect(transport.send(driftOf("c1", 4))).rejects.toThrow(BusClosedError);
  });

  test("pauses twice as long after each refusal, up to a bound", async () => {
    const time = new VirtualTime();
    const transport = new MemoryTransport({ scheduler: time, retryMinMs: 100, retryMaxMs: 300 });
    const startMs = time.nowMs();
    const atMs: number[] = [];
    transport.open(async () => {
      atMs.push(time.nowMs() - startMs);
      throw new Error("refused");
    });
    await transport.send(driftOf("c1", 1));
    await time.advance(1_000);
    expect(atMs).toEqual([0, 100, 300, 600, 900]);
    await transport.close();
    expect([transport.pendingCount, time.timerCount]).toEqual([1, 0]);
  });
});
