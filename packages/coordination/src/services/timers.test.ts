import { describe, expect, test } from "@jest/globals";
import { observerEntityId } from "../entity/entity-ids.js";
import { east, TestKit } from "../testing/test-kit.js";

const exists = (kit: TestKit, id: string) => kit.runner.read(id, (state) => state !== undefined);
const outcomes = async (kit: TestKit) => (await kit.settle()).map(({ outcome }) => outcome);

describe("R14: the lifetime of a session", () => {
  test("ends that long after its last write, not its first", async () => {
    const kit = new TestKit();
    await kit.session("s", { ttlSeconds: 60 });
    kit.clock.advance(59_999);
    expect(await outcomes(kit)).toEqual([]);
    await kit.say("s", east);
    kit.clock.advance(1);
    expect(await outcomes(kit)).toEqual(["early"]);
    kit.clock.advance(59_998);
    expect(await outcomes(kit)).toEqual([]);
    kit.clock.advance(1);
    expect(await outcomes(kit)).toEqual(["expired"]);
    expect(await exists(kit, "s")).toBe(false);
  });

  test("takes it out of its cluster", async () => {
    const kit = new TestKit();
    await kit.session("s", { ttlSeconds: 60 });
    await kit.clusters.create({ clusterId: "c", name: "C" });
    await kit.clusters.addMember("c", "s");
    kit.clock.advance(60_000);
    await kit.settle();
    expect((await kit.clusters.get("c")).memberCount).toBe(0);
  });

  test("is that of its incarnation: one made again has a timer of its own", async () => {
    const kit = new TestKit();
    await kit.session("s", { ttlSeconds: 60 });
    await kit.deleteSession("s");
    await kit.session("s");
    kit.clock.advance(60_000);
    expect(await outcomes(kit)).toEqual(["dropped"]);
    expect(await exists(kit, "s")).toBe(true);
  });
});

describe("R23: the timer of the observer", () => {
  async function observed(): Promise<TestKit> {
    const kit = new TestKit();
    await kit.region("r", ["c"]);
    await kit.observer.create({ regionIds: ["r"], sampleIntervalSeconds: 10 });
    return kit;
  }
  const slotOf = async (kit: TestKit) =>
    (await kit.state(observerEntityId)).parts.observer?.lastSlotMs;

  test("comes at multiples of the interval, and makes up for none", async () => {
    const kit = await observed();
    kit.clock.advance(9_999);
    expect(await outcomes(kit)).toEqual([]);
    kit.clock.advance(1);
    expect(await outcomes(kit)).toEqual(["sampled"]);
    const slot = await slotOf(kit);
    kit.clock.advance(35_000);
    expect(await outcomes(kit)).toEqual(["sampled"]);
    expect(await slotOf(kit)).toBe((slot ?? 0) + 30_000);
  });

  test("waits for a whole millisecond, whatever the interval", async () => {
    const kit = await observed();
    await kit.observer.create({ sampleIntervalSeconds: 1.000_4 });
    expect((await kit.state(observerEntityId)).parts.observer?.intervalMs).toBe(1_000);
    kit.clock.advance(1_000);
    const again = (await kit.settle()).map(({ againAtMs }) => againAtMs);
    expect(again.filter((it) => it !== undefined)).toEqual([kit.clock.nowMs() + 1_000]);
  });

  test("delivered twice samples once", async () => {
    const kit = await observed();
    kit.clock.advance(10_000);
    const [row] = kit.runner.takeOutbox(kit.clock.nowMs());
    if (row === undefined) throw new Error("no timer");
    const first = await kit.delivery.deliver(row);
    const seq = (await kit.state(observerEntityId)).session.seq;
    expect(await kit.delivery.deliver(row)).toEqual(first);
    expect((await kit.state(observerEntityId)).session.seq).toBe(seq);
  });

  test("is one: what sets the observer again puts another in its place", async () => {
    const kit = await observed();
    await kit.observer.create({ sampleIntervalSeconds: 20 });
    kit.clock.advance(20_000);
    expect((await outcomes(kit)).sort()).toEqual(["dropped", "sampled"]);
    kit.clock.advance(20_000);
    expect(await outcomes(kit)).toEqual(["sampled"]);
    expect(await kit.differing()).toEqual([]);
  });
});
