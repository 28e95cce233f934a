import { describe, expect, test } from "@jest/globals";
import { DriftEventBus } from "./drift-event-bus.js";
import { OutboxTransport } from "./outbox-transport.js";
import type { EventHandler } from "./subscription.js";
import { label, region } from "./testing/bus-bench.js";
import { FakeOutbox } from "./testing/fake-outbox.js";
import { driftOf } from "./testing/sample-events.js";
import { SeededRandom } from "./testing/seeded-random.js";
import { describeTransportContract } from "./testing/transport-contract.js";
import { VirtualTime } from "./testing/virtual-time.js";

describe("OutboxTransport", () => {
  describeTransportContract(
    (scheduler) => new OutboxTransport({ outbox: new FakeOutbox(scheduler), scheduler }),
  );

  test("tells the receiver which incarnation the event was written for", async () => {
    const time = new VirtualTime();
    const bus = new DriftEventBus({
      transport: new OutboxTransport({ outbox: new FakeOutbox(time), scheduler: time }),
      scheduler: time,
    });
    const seen: object[] = [];
    bus.subscribe(region, (event) => void seen.push(event));
    bus.start();
    await bus.publish(driftOf("c1", 1));
    await time.settle();
    expect(seen).toEqual([{ ...driftOf("c1", 1), targetGenesisSeq: 7 }]);
  });

  test("keeps a row that cannot be read, and delivers the others", async () => {
    const time = new VirtualTime();
    const outbox = new FakeOutbox(time);
    const transport = new OutboxTransport({ outbox, scheduler: time });
    const bus = new DriftEventBus({ transport, scheduler: time });
    const seen: string[] = [];
    bus.subscribe(region, (event) => void seen.push(label(event)));
    bus.start();
    await outbox.write(driftOf("c1", 1), new TextEncoder().encode('{"kind":"of-tomorrow"}'));
    await bus.publish(driftOf("c1", 2));
    await time.advance(5_000);
    expect(seen).toEqual(["c1/2"]);
    expect(outbox.rows.size).toBe(1);
  });

  test.each(Array.from({ length: 30 }, (_, seed) => seed))(
    "no event is lost over restarts of the process, seed %i",
    async (seed) => {
      const time = new VirtualTime();
      const random = new SeededRandom(seed);
      const outbox = new FakeOutbox(time);
      const done = new Set<string>();
      for (let life = 0; life < 5; life++) {
        const transport = new OutboxTransport({ outbox, scheduler: time });
        const bus = new DriftEventBus({ transport, scheduler: time });
        const handler: EventHandler = async (event, { signal }) => {
          await new Promise<void>((resolve) => time.after(random.below(300), resolve));
          if (random.chance(0.2)) throw new Error("handler failed");
          if (!signal.aborted) done.add(label(event));
        };
        bus.subscribe(region, handler, { attemptsMax: 1_000 });
        bus.start();
        for (let seq = 0; seq < 20; seq++)
          await bus.publish(driftOf(`c${seq % 3}`, life * 20 + seq));
        await time.advance(life === 4 ? 3_600_000 : random.below(2_000));
        const closed = bus.close();
        await time.advance(5_000);
        await closed;
      }
      expect(done.size).toBe(100);
      expect(outbox.rows.size).toBe(0);
    },
  );
});
