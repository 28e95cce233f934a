import { beforeEach, describe, expect, test } from "@jest/globals";
import { InvalidArgumentError } from "@semvec/core";
import { observerEntityId } from "../entity/entity-ids.js";
import {
  BackingSessionError,
  CoordinationLimitError,
  ObserverNotFoundError,
  RegionNotFoundError,
} from "../errors.js";
import { coordinationLimits } from "../limits.js";
import { east, TestKit } from "../testing/test-kit.js";

let kit: TestKit;
beforeEach(() => {
  kit = new TestKit();
});

const types = async () => (await kit.observer.sample()).anomalies.map(({ type }) => type);

describe("R23: the observer", () => {
  test("is one a subject: again adds regions and replaces the interval when given", async () => {
    for (const regionId of ["q", "r"]) await kit.region(regionId, []);
    const first = await kit.observer.create({ regionIds: ["r"], sampleIntervalSeconds: 10 });
    const metaSessionId = observerEntityId;
    expect(first).toEqual({ observerId: "id-1", metaSessionId, registeredRegions: ["r"] });
    const again = await kit.observer.create({ regionIds: ["q", "r"] });
    expect(again).toEqual({ ...first, registeredRegions: ["r", "q"] });
    expect(await kit.observer.summary()).toMatchObject({ sampleIntervalSeconds: 10 });
    await kit.observer.create({ sampleIntervalSeconds: 20 });
    expect(await kit.observer.summary()).toEqual({
      observerId: "id-1",
      metaSessionId,
      registeredRegions: ["r", "q"],
      sampleIntervalSeconds: 20,
      totalClustersObserved: 0,
      lastSampleMs: null,
      anomalyCount: 0,
      recentAnomalies: [],
    });
    await expect(kit.deleteSession(metaSessionId)).rejects.toThrow(
      new BackingSessionError(
        "The session backs the observer: it stays; with no region registered it samples nothing",
      ),
    );
  });

  test("with an unknown region nothing is registered", async () => {
    await kit.region("r", []);
    await expect(kit.observer.create({ regionIds: ["r", "x"] })).rejects.toThrow(
      RegionNotFoundError,
    );
    await expect(kit.observer.summary()).rejects.toThrow(ObserverNotFoundError);
  });

  test("before it is created nothing of it is found", async () => {
    const { observer } = kit;
    for (const call of [
      () => observer.sample(),
      () => observer.anomalies(),
      () => observer.clearAnomalies(),
      () => observer.register("r"),
      () => observer.unregister("r"),
    ]) {
      await expect(call()).rejects.toThrow(ObserverNotFoundError);
    }
  });

  test("regions are registered and unregistered; a deleted one has left by itself", async () => {
    await kit.region("r", []);
    await kit.observer.create();
    expect(await kit.observer.register("r")).toEqual({ regionId: "r", registered: true });
    await expect(kit.observer.register("x")).rejects.toThrow(RegionNotFoundError);
    expect(await kit.observer.unregister("r")).toEqual({ regionId: "r", unregistered: true });
    await expect(kit.observer.unregister("r")).rejects.toThrow(RegionNotFoundError);
    await expect(kit.observer.unregister("x")).rejects.toThrow(RegionNotFoundError);
    await kit.observer.register("r");
    await kit.regions.delete("r");
    expect(await kit.observer.unregister("r")).toEqual({ regionId: "r", unregistered: true });
  });

  test("intervals and regions are bounded", async () => {
    for (const sampleIntervalSeconds of [0.9, 86_401]) {
      await expect(kit.observer.create({ sampleIntervalSeconds })).rejects.toThrow(
        InvalidArgumentError,
      );
    }
    const { childCountMax } = coordinationLimits;
    const regionIds = [...Array(childCountMax + 1).keys()].map((i) => `r${i}`);
    for (const regionId of regionIds) await kit.region(regionId, []);
    await expect(kit.observer.create({ regionIds })).rejects.toThrow(CoordinationLimitError);
    await kit.observer.create({ regionIds: regionIds.slice(1) });
    await expect(kit.observer.register("r0")).rejects.toThrow(CoordinationLimitError);
  });

  test("with no registered region a sample does nothing", async () => {
    await kit.observer.create();
    const ops = kit.logs.get(observerEntityId)?.length;
    const sampledAtMs = kit.clock.nowMs();
    expect(await kit.observer.sample()).toEqual({
      sampledAtMs,
      clustersSampled: 0,
      regionsSampled: 0,
      anomalies: [],
      sampleDurationMs: 0,
    });
    expect(kit.logs.get(observerEntityId)).toHaveLength(ops ?? 0);
    expect(await kit.observer.summary()).toMatchObject({ lastSampleMs: null });
  });

  test("writes to nothing but its own meta session", async () => {
    await kit.region("r", ["a", "b"]);
    await kit.drift("a");
    await kit.settle();
    await kit.observer.create({ regionIds: ["r"] });
    const lengths = () => [...kit.logs].filter(([id]) => id !== observerEntityId);
    const before = lengths().map(([, log]) => log.length);
    await kit.observer.sample();
    await kit.observer.clearAnomalies();
    expect(lengths().map(([, log]) => log.length)).toEqual(before);
  });
});

describe("R24: anomalies", () => {
  test("a standing condition is reported once, again after it was gone or after clearing", async () => {
    await kit.region("r", ["a", "b"], 1);
    await kit.observer.create({ regionIds: ["r"] });
    await kit.drift("a");
    await kit.settle();
    expect(await types()).toEqual([]);
    await kit.drift("b");
    await kit.settle();
    expect(await types()).toEqual(["systemic_drift"]);
    expect(await types()).toEqual([]);
    expect(await kit.observer.clearAnomalies()).toEqual({ cleared: 1 });
    expect(await types()).toEqual(["systemic_drift"]);
    kit.clock.advance(60_000);
    expect(await types()).toEqual([]);
    await kit.drift("a");
    await kit.drift("b");
    expect(await types()).toEqual(["systemic_drift"]);
    const [newest, older] = await kit.observer.anomalies();
    expect(newest).toMatchObject({
      atMs: kit.clock.nowMs(),
      affectedClusterIds: ["a", "b"],
      severity: 1,
      description: "2 of 2 clusters drift",
    });
    expect(newest?.anomalyId).toMatch(/^[0-9a-f]{32}$/);
    expect(newest?.anomalyId).not.toBe(older?.anomalyId);
    expect(await kit.observer.anomalies({ limit: 1 })).toEqual([newest]);
    const after = { seq: newest?.seq ?? 0, index: newest?.index ?? 0 };
    expect((await kit.observer.anomalies({ after }))[0]).toEqual(older);
    expect(await kit.differing()).toEqual([]);
  });

  test("a drift counts for 60 s, or for two intervals when that is longer", async () => {
    await kit.region("r", ["a"], 1);
    await kit.observer.create({ regionIds: ["r"], sampleIntervalSeconds: 50 });
    await kit.drift("a");
    kit.clock.advance(99_999);
    expect(await types()).toEqual(["systemic_drift"]);
    kit.clock.advance(1);
    await kit.observer.clearAnomalies();
    expect(await types()).toEqual([]);
  });

  test("a member's drift is its cluster's", async () => {
    await kit.region("r", ["a"], 1);
    await kit.session("s");
    await kit.clusters.addMember("a", "s");
    await kit.observer.create({ regionIds: ["r"] });
    await kit.drift("s");
    await kit.settle();
    expect(await types()).toEqual(["systemic_drift"]);
  });

  test("a cluster of far more turns than its region's mean diverges", async () => {
    await kit.region("r", ["a", "b", "c", "d"]);
    await kit.say("a", east, 20);
    await kit.observer.create({ regionIds: ["r"] });
    expect((await kit.observer.sample()).anomalies).toMatchObject([
      { type: "cluster_divergence", affectedClusterIds: ["a"], severity: 0.35 },
    ]);
  });

  test("the newest 1 000 are kept", async () => {
    const { anomalyCountMax } = coordinationLimits;
    await kit.region("r", ["a"], 1);
    await kit.session("s");
    await kit.clusters.addMember("a", "s");
    await kit.observer.create({ regionIds: ["r"] });
    for (let i = 1; i <= anomalyCountMax + 1; i++) {
      const origin = { entity: "s", seq: i };
      const report = { score: 0.9, phase: "drifted" } as const;
      await kit.send("s", "a", { kind: "drift", origin, eventMs: kit.clock.nowMs(), report });
      await kit.observer.sample();
      kit.clock.advance(60_000);
      await kit.observer.sample();
    }
    expect(await kit.observer.summary()).toMatchObject({ anomalyCount: anomalyCountMax });
    const newestFirst = await kit.observer.anomalies({ limit: 2_000 });
    expect(newestFirst).toHaveLength(anomalyCountMax);
    expect(newestFirst[0]?.atMs).toBe(kit.clock.nowMs() - 60_000);
    expect((await kit.observer.summary()).recentAnomalies).toEqual(newestFirst.slice(0, 20));
  });
});
