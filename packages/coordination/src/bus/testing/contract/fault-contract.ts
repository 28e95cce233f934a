import { describe, expect, test } from "@jest/globals";
import type { SubscriberStatistics } from "../../bus-statistics.js";
import { DriftEventBus } from "../../drift-event-bus.js";
import type { EventHandler, SubscribeOptions } from "../../subscription.js";
import { hang, label, region } from "../bus-bench.js";
import { FaultyTransport } from "../faulty-transport.js";
import { driftOf } from "../sample-events.js";
import { SeededRandom } from "../seeded-random.js";
import type { CreateTransport } from "../transport-contract.js";
import { VirtualTime } from "../virtual-time.js";

const seedCount = 60;
const eventCount = 60;
const rates = { duplicate: 0.2, loseSettlement: 0.2, reorder: 0.3 };

interface Subject {
  readonly done: string[];
  readonly options: SubscribeOptions;
}

const subjects: Readonly<Record<string, SubscribeOptions>> = {
  sound: {},
  failing: { attemptsMax: 1_000, overflow: "reject", queueMax: 4 },
  hanging: { attemptsMax: 1_000, overflow: "reject", timeoutMs: 300, stallMs: 2_000 },
  lossy: { attemptsMax: 1_000, queueMax: 2 },
  view: { acknowledge: "queued", queueMax: 3, overflow: "drop-newest" },
};

/** From a seed: repeats, crashes before settlement, reordering, and handlers that misbehave. */
async function simulate(seed: number, createTransport: CreateTransport) {
  const time = new VirtualTime();
  const random = new SeededRandom(seed);
  const transport = new FaultyTransport(createTransport(time), time, random, rates);
  const bus = new DriftEventBus({ transport, scheduler: time });
  let faults = true;
  const misbehave: EventHandler = (event, delivery) => {
    const kind = faults ? random.next() : 1;
    if (kind < 0.2) throw new Error("handler failed");
    if (kind < 0.25) return hang(event, delivery);
    return kind < 0.6
      ? new Promise((resolve) => time.after(random.below(200), resolve))
      : undefined;
  };
  const results = new Map<string, Subject>();
  for (const [name, options] of Object.entries(subjects)) {
    const done: string[] = [];
    results.set(name, { done, options });
    const handler: EventHandler = async (event, delivery) => {
      if (name !== "sound") await misbehave(event, delivery);
      if (!delivery.signal.aborted) done.push(label(event));
    };
    bus.subscribe(region, handler, { ...options, name });
  }
  bus.start();
  const published: string[] = [];
  const nextSeq = new Map<string, number>();
  for (let i = 0; i < eventCount; i++) {
    const source = `c${random.below(4)}`;
    const seq = (nextSeq.get(source) ?? 0) + 1 + random.below(3);
    nextSeq.set(source, seq);
    const event = driftOf(source, seq);
    published.push(label(event));
    await bus.publish(event);
    if (random.chance(0.5)) await time.advance(random.below(400));
  }
  faults = false;
  transport.stopFaults();
  await time.advance(600_000);
  await bus.drain();
  const statistics = bus.statistics();
  const closed = bus.close();
  await time.advance(10_000);
  await closed;
  return { published, results, statistics, timers: time.timerCount };
}

/** Safety in every run, and liveness once the faults stop. */
export function describeFaultContract(createTransport: CreateTransport): void {
  describe("under faults from a seed", () => {
    test.each(Array.from({ length: seedCount }, (_, seed) => seed))("seed %i", async (seed) => {
      const { published, results, statistics, timers } = await simulate(seed, createTransport);
      for (const [name, { done }] of results) {
        // At most once: no effect twice.
        expect([name, new Set(done).size]).toEqual([name, done.length]);
        expect([name, ...bySource(done)]).toEqual([name, ...bySource([...done].sort(bySeq))]);
      }
      for (const name of ["sound", "failing", "hanging"]) {
        // At least once: every effect.
        const done = results.get(name)?.done ?? [];
        expect([name, [...done].sort()]).toEqual([name, [...published].sort()]);
      }
      for (const counts of statistics.subscribers) expect(unexplained(counts)).toBe(0);
      expect(statistics).toMatchObject({ published: eventCount, rejected: 0 });
      expect(timers).toBe(0);
    });

    test("the same seed gives the same run", async () => {
      const first = await simulate(7, createTransport);
      expect(await simulate(7, createTransport)).toEqual(first);
    });
  });
}

/** Deliveries that no count explains. */
function unexplained(counts: SubscriberStatistics): number {
  const { delivered, duplicates, dropped, refused, abandoned, waiting } = counts;
  return counts.offered - (delivered + duplicates + dropped + refused + abandoned + waiting);
}

/** The labels of each source, in their order. */
function bySource(labels: readonly string[]): string[] {
  const sources = [...new Set(labels.map((it) => it.split("/")[0] ?? ""))].sort();
  return sources.map((source) => labels.filter((it) => it.startsWith(`${source}/`)).join(" "));
}

function bySeq(a: string, b: string): number {
  return Number(a.split("/")[1]) - Number(b.split("/")[1]);
}
