import { beforeEach, describe, expect, test } from "@jest/globals";
import { DimensionMismatchError, InvalidArgumentError } from "@semvec/core";
import { regionEntityId } from "../entity/entity-ids.js";
import {
  BackingSessionError,
  ClusterNotFoundError,
  CoordinationLimitError,
  IdTakenError,
  RegionNotFoundError,
  SecondParentError,
} from "../errors.js";
import { coordinationLimits } from "../limits.js";
import { TestKit } from "../testing/test-kit.js";

let kit: TestKit;
beforeEach(() => {
  kit = new TestKit();
});

const outcomes = async () => (await kit.settle()).map(({ outcome }) => outcome);
const votes = async () => (await kit.state(regionEntityId("r"))).parts.region?.votes ?? [];

describe("R16, R18: regions and their clusters", () => {
  test("equal parameters are the same region, others a conflict", async () => {
    const region = { regionId: "r", name: "R" };
    const answer = { regionId: "r", name: "R", metaSessionId: "meta:region:r" };
    expect(await kit.regions.create(region)).toEqual({ ...answer, created: true });
    expect(await kit.regions.create({ ...region, consensusThreshold: 0.5 })).toEqual({
      ...answer,
      created: false,
    });
    const other = kit.regions.create({ ...region, voteWindowSeconds: 61 });
    await expect(other).rejects.toThrow(IdTakenError);
    await expect(kit.deleteSession("meta:region:r")).rejects.toThrow(BackingSessionError);
  });

  test("a region id of any length has a meta session with an id that fits", async () => {
    const regionId = "x".repeat(128);
    const { metaSessionId } = await kit.regions.create({ regionId, name: "R" });
    expect(metaSessionId).toMatch(/^meta:region:[0-9a-f]{64}$/);
    expect(await kit.regions.get(regionId)).toMatchObject({ regionId, metaSessionId });
    const { items } = await kit.regions.list();
    expect(items).toEqual([{ regionId, name: "R", clusterCount: 0 }]);
    expect(regionEntityId("x".repeat(116))).toHaveLength(128);
  });

  test("bounds", async () => {
    const bad = [
      { consensusThreshold: 0 },
      { consensusThreshold: 1.01 },
      { voteWindowSeconds: 0.5 },
      { voteWindowSeconds: 86_401 },
      { regionId: "meta:r" },
    ];
    for (const input of bad) {
      const created = kit.regions.create({ name: "R", ...input });
      await expect(created).rejects.toThrow(InvalidArgumentError);
    }
    await kit.regions.create({ name: "R", consensusThreshold: 1, voteWindowSeconds: 86_400 });
  });

  test("a cluster is in at most one region", async () => {
    await kit.region("r", ["c"]);
    await kit.regions.create({ regionId: "q", name: "Q" });
    const answer = { regionId: "r", clusterId: "c" };
    expect(await kit.regions.addCluster("r", "c")).toEqual({ ...answer, added: false });
    const second = kit.regions.addCluster("q", "c");
    await expect(second).rejects.toThrow(SecondParentError);
    await expect(second).rejects.toThrow("region r");
    expect(await kit.regions.removeCluster("r", "c")).toEqual({ ...answer, removed: true });
    expect(await kit.regions.addCluster("q", "c")).toMatchObject({ added: true });
  });

  test("what there is not is not found", async () => {
    await kit.region("r", []);
    await kit.session("s");
    await expect(kit.regions.get("x")).rejects.toThrow(RegionNotFoundError);
    await expect(kit.regions.events("x")).rejects.toThrow(RegionNotFoundError);
    await expect(kit.regions.delete("x")).rejects.toThrow(RegionNotFoundError);
    await expect(kit.regions.addCluster("x", "s")).rejects.toThrow(RegionNotFoundError);
    for (const id of ["s", "x"]) {
      await expect(kit.regions.addCluster("r", id)).rejects.toThrow(ClusterNotFoundError);
      await expect(kit.regions.removeCluster("r", id)).rejects.toThrow(ClusterNotFoundError);
    }
  });

  test("the first cluster decides the dimension, later ones must match", async () => {
    await kit.regions.create({ regionId: "r", name: "R" });
    for (const [clusterId, dimension] of [
      ["a", 5],
      ["b", 5],
      ["c", 3],
    ] as const) {
      await kit.clusters.create({ clusterId, name: clusterId, dimension });
    }
    await kit.regions.addCluster("r", "a");
    await kit.regions.addCluster("r", "b");
    const unequal = kit.regions.addCluster("r", "c");
    await expect(unequal).rejects.toThrow(DimensionMismatchError);
    await expect(unequal).rejects.toThrow(
      "the region r has dimension 5, the cluster c has 3: they must be equal",
    );
    expect((await kit.state("meta:region:r")).session.config.dimension).toBe(5);
    expect(await kit.differing()).toEqual([]);
  });

  test("the 257th cluster is refused", async () => {
    const { childCountMax } = coordinationLimits;
    await kit.regions.create({ regionId: "r", name: "R" });
    for (let i = 0; i <= childCountMax; i++) {
      await kit.clusters.create({ clusterId: `c${i}`, name: "C" });
      const added = kit.regions.addCluster("r", `c${i}`);
      if (i < childCountMax) await added;
      else await expect(added).rejects.toThrow(CoordinationLimitError);
    }
  });
});

describe("a drift event", () => {
  test("goes to the cluster that the session is a member of, and to its region", async () => {
    await kit.region("r", ["c", "d"]);
    await kit.session("s");
    await kit.clusters.addMember("d", "s");
    const score = await kit.drift("s");
    expect(score).toBeGreaterThanOrEqual(0.5);
    expect(await outcomes()).toEqual(["relayed", "recorded"]);
    const [event] = await kit.regions.events("r");
    const atMs = kit.clock.nowMs();
    expect(event).toMatchObject({ clusterId: "d", regionId: "r", score, atMs });
  });

  test("of a backing session is its own cluster's, unless it is a member of another", async () => {
    await kit.region("r", ["c", "d"]);
    await kit.drift("c");
    expect(await outcomes()).toEqual(["recorded"]);
    await kit.clusters.addMember("c", "d");
    await kit.drift("d");
    expect(await outcomes()).toEqual(["relayed", "recorded"]);
    const events = await kit.regions.events("r");
    expect(events.map(({ clusterId }) => clusterId)).toEqual(["c", "c"]);
  });

  test("of a session alone goes nowhere; of a cluster in no region it stays there", async () => {
    await kit.session("s");
    await kit.clusters.create({ clusterId: "c", name: "C" });
    await kit.drift("s");
    await kit.drift("c");
    expect(await outcomes()).toEqual([]);
    expect((await kit.state("c")).parts.cluster?.lastDriftMs).toBe(kit.clock.nowMs());
  });

  test("has one effect, however often it is delivered", async () => {
    await kit.region("r", ["c", "d", "e"]);
    await kit.drift("c");
    const rows = kit.runner.takeOutbox(kit.clock.nowMs());
    for (const outcome of ["recorded", "repeated", "repeated"]) {
      for (const row of rows) expect(await kit.delivery.deliver(row)).toMatchObject({ outcome });
    }
    expect(await kit.regions.events("r")).toHaveLength(1);
  });

  test("for an incarnation that is gone is dropped, and the next one finds its way", async () => {
    await kit.region("r", ["own"]);
    await kit.clusters.create({ clusterId: "other", name: "O" });
    await kit.clusters.addMember("other", "own");
    await kit.clusters.delete("other");
    await kit.clusters.create({ clusterId: "other", name: "O" });
    await kit.drift("own");
    expect(await outcomes()).toEqual(["dropped"]);
    await kit.drift("own");
    expect(await outcomes()).toEqual(["realigned", "realignment-begun"]);
  });

  test("of the newest 1 000 is kept, newest first", async () => {
    await kit.region("r", ["c", "d", "e"]);
    const { driftEventCountMax } = coordinationLimits;
    for (let i = 0; i <= driftEventCountMax; i++) {
      kit.clock.advance(1);
      await kit.vote("r", "c");
    }
    const events = await kit.regions.events("r", { limit: 2_000 });
    expect(events).toHaveLength(driftEventCountMax);
    expect(events[0]?.atMs).toBe(kit.clock.nowMs());
    expect((await kit.regions.get("r")).recentDriftEvents).toHaveLength(20);
    expect(await kit.regions.events("r", { limit: 1 })).toEqual([events[0]]);
    const after = { seq: events[1]?.seq ?? 0, index: 0 };
    const older = await kit.regions.events("r", { limit: 2, after });
    expect(older).toEqual(events.slice(2, 4));
  }, 120_000);
});

describe("R22: deleting", () => {
  test("a deleted cluster is detached, with its vote; a deleted region frees its clusters", async () => {
    await kit.region("r", ["a", "b", "c"]);
    await kit.vote("r", "a");
    await kit.clusters.delete("a");
    expect(await kit.regions.get("r")).toMatchObject({ clusterCount: 2 });
    expect(await votes()).toEqual([]);
    await kit.observer.create({ regionIds: ["r"] });
    expect(await kit.regions.delete("r")).toEqual({ deleted: true });
    expect(await kit.observer.summary()).toMatchObject({ registeredRegions: [] });
    expect(await kit.observer.unregister("r")).toEqual({ regionId: "r", unregistered: true });
    await kit.regions.create({ regionId: "q", name: "Q" });
    expect(await kit.regions.addCluster("q", "b")).toMatchObject({ added: true });
    await kit.drift("c");
    expect(await outcomes()).toEqual(["dropped"]);
  });
});

test("regions are listed in the order of creation, whole or in pages, up to 1 000", async () => {
  const { regionCountMax } = coordinationLimits;
  for (let i = 0; i < regionCountMax; i++) {
    await kit.regions.create({ regionId: `r${i}`, name: `${i}` });
    kit.clock.advance(1);
  }
  await expect(kit.regions.create({ name: "one more" })).rejects.toThrow(CoordinationLimitError);
  await kit.regions.delete("r0");
  expect((await kit.regions.list()).items).toHaveLength(regionCountMax - 1);
  const page = await kit.regions.list({ limit: 2 });
  expect(page.items.map(({ regionId }) => regionId)).toEqual(["r1", "r2"]);
});
