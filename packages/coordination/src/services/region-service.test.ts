import { beforeEach, describe, expect, test } from "@jest/globals";
import { DimensionMismatchError, InvalidArgumentError, readAnchors } from "@semvec/core";
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
import { east, north, TestKit, up } from "../testing/test-kit.js";
import type { Delivery } from "./message-delivery.js";

let kit: TestKit;
beforeEach(() => {
  kit = new TestKit();
});

const outcomes = async () => (await kit.settle()).map(({ outcome }) => outcome);
const remaining = async (id: string) => {
  return readAnchors((await kit.state(id)).session).realignmentRemaining;
};
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
    await expect(kit.regions.addCluster("r", "c")).rejects.toThrow(DimensionMismatchError);
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

describe("R20: realignment", () => {
  test("fires when the votes exceed the threshold, moves the meta state and tells every cluster", async () => {
    await kit.region("r", ["c", "d", "e"]);
    await kit.say("d", north, 2);
    expect(await kit.vote("r", "c")).toMatchObject({ outcome: "recorded" });
    expect((await kit.regions.get("r")).lastRealignmentMs).toBeNull();
    const told = kit.events.length;
    expect(await kit.vote("r", "d")).toMatchObject({ outcome: "realigned" });
    const clusterIds = ["c", "d", "e"];
    const atMs = kit.clock.nowMs();
    const about = { tenant: "t", regionId: "r", atMs };
    const region = { ...about, source: "meta:region:r", sourceSeq: 6 };
    expect(kit.events.slice(told)).toEqual([
      {
        ...region,
        kind: "drift-detected",
        sourceIndex: 0,
        clusterId: "d",
        driftScore: 0.9,
        driftPhase: "drifted",
      },
      {
        ...region,
        kind: "vote-cast",
        sourceIndex: 1,
        clusterId: "d",
        liveVoteCount: 2,
        clusterCount: 3,
      },
      { ...region, kind: "region-realigned", sourceIndex: 2, clusterIds },
    ]);
    expect(await votes()).toEqual([]);
    expect((await kit.regions.get("r")).lastRealignmentMs).toBe(atMs);
    const meta = await kit.vector("meta:region:r");
    expect(Math.hypot(...meta)).toBeCloseTo(1, 5);
    expect(meta[1]).toBeGreaterThan(0.1);
    expect(await outcomes()).toEqual([
      "realignment-begun",
      "realignment-begun",
      "realignment-begun",
    ]);
    for (const id of clusterIds) expect(await remaining(id)).toBe(3);
  });

  test("draws the backing session 0.15 toward the mean for its next 3 stored turns", async () => {
    await kit.region("r", ["c"]);
    await kit.clusters.create({ clusterId: "d", name: "D" });
    await kit.say("d", north);
    await kit.regions.addCluster("r", "d");
    await kit.session("member");
    await kit.clusters.addMember("c", "member");
    await kit.vote("r", "c");
    await kit.vote("r", "d");
    await kit.settle();
    const counts = [];
    for (let turn = 0; turn < 4; turn++) {
      counts.push(await remaining("c"));
      await kit.say("c", east);
    }
    expect(counts).toEqual([3, 2, 1, 0]);
    expect((await kit.vector("c"))[1]).toBeGreaterThan(0.05);
    expect(await remaining("member")).toBe(0);
  });

  test("weighs each aggregate by the turns in the cluster's sessions", async () => {
    await kit.region("r", ["c", "d"]);
    await kit.session("s");
    await kit.say("s", east, 8);
    await kit.clusters.addMember("c", "s");
    await kit.clusters.delete("d");
    await kit.clusters.create({ clusterId: "d", name: "D" });
    await kit.say("d", up);
    await kit.regions.addCluster("r", "d");
    await kit.vote("r", "c");
    await kit.vote("r", "d");
    const [x = 0, , z = 0] = await kit.vector("meta:region:r");
    expect(z / x).toBeCloseTo(1 / 9, 5);
  });

  test("R12: a locked down cluster is skipped; without any state nobody is told", async () => {
    await kit.region("r", ["c"]);
    const nowMs = kit.clock.nowMs();
    await kit.execute("c", { kind: "set-isolation", level: "LOCKDOWN", nowMs });
    await kit.vote("r", "c");
    expect(await outcomes()).toEqual(["skipped"]);
    expect(await remaining("c")).toBe(0);
    await kit.regions.create({ regionId: "q", name: "Q" });
    await kit.clusters.create({ clusterId: "empty", name: "E" });
    await kit.regions.addCluster("q", "empty");
    expect(await kit.vote("q", "empty")).toMatchObject({ outcome: "realigned" });
    expect(await outcomes()).toEqual([]);
    expect((await kit.regions.get("q")).lastRealignmentMs).toBe(nowMs);
  });

  test("a cluster that was detached meanwhile is not drawn", async () => {
    await kit.region("r", ["c"]);
    await kit.vote("r", "c");
    await kit.regions.removeCluster("r", "c");
    expect(await outcomes()).toEqual(["ignored"]);
    expect(await remaining("c")).toBe(0);
  });

  test("is the same to the bit in a replay", async () => {
    await kit.region("r", ["c", "d"]);
    await kit.session("s");
    await kit.clusters.addMember("d", "s");
    await kit.drift("s");
    await kit.drift("c");
    await kit.settle();
    await kit.say("c", up);
    expect(await kit.differing()).toEqual([]);
  });
});

describe("R21: votes", () => {
  test("the threshold must be exceeded, or everybody votes", async () => {
    await kit.region("half", ["a", "b", "c", "d"]);
    await kit.vote("half", "a");
    expect(await kit.vote("half", "b")).toMatchObject({ outcome: "recorded" });
    expect(await kit.vote("half", "c")).toMatchObject({ outcome: "realigned" });
    await kit.region("all", ["e", "f"], 1);
    expect(await kit.vote("all", "e")).toMatchObject({ outcome: "recorded" });
    expect(await kit.vote("all", "f")).toMatchObject({ outcome: "realigned" });
  });

  test("one a cluster: voting again does not add up", async () => {
    await kit.region("r", ["a", "b", "c", "d"]);
    for (let i = 0; i < 4; i++) await kit.vote("r", "a");
    expect(await votes()).toHaveLength(1);
  });

  test("the window is half open and counts event time", async () => {
    await kit.region("r", ["a", "b", "c", "d"]);
    const windowMs = 60_000;
    await kit.vote("r", "a");
    kit.clock.advance(windowMs - 1);
    await kit.vote("r", "b");
    kit.clock.advance(1);
    expect(await kit.vote("r", "c")).toMatchObject({ outcome: "recorded" });
    kit.clock.advance(windowMs);
    const lateMs = kit.clock.nowMs() - windowMs;
    expect(await kit.vote("r", "d", lateMs)).toMatchObject({ outcome: "realigned" });
  });

  test("an older vote that comes late does not replace a newer one", async () => {
    await kit.region("r", ["a", "b", "c"]);
    kit.clock.advance(1_000);
    await kit.vote("r", "a");
    await kit.vote("r", "a", kit.clock.nowMs() - 500);
    expect(await votes()).toMatchObject([{ atMs: kit.clock.nowMs() }]);
  });

  test("once a quorum: a vote from before the realignment is no vote any more", async () => {
    await kit.region("r", ["a", "b", "c"]);
    const earlyMs = kit.clock.nowMs();
    kit.clock.advance(1_000);
    await kit.vote("r", "a");
    expect(await kit.vote("r", "b")).toMatchObject({ outcome: "realigned" });
    expect(await kit.vote("r", "c", earlyMs)).toMatchObject({ outcome: "recorded" });
    expect(await votes()).toEqual([]);
    expect(await kit.vote("r", "c")).toMatchObject({ outcome: "recorded" });
    expect(await kit.vote("r", "a")).toMatchObject({ outcome: "realigned" });
  });

  test("no back-fill: what happened before the cluster was attached is not the region's", async () => {
    await kit.region("r", ["a", "b", "c"]);
    kit.clock.advance(1_000);
    await kit.clusters.create({ clusterId: "d", name: "D" });
    await kit.session("s");
    await kit.clusters.addMember("d", "s");
    await kit.drift("s");
    const waiting = kit.runner.takeOutbox(kit.clock.nowMs());
    kit.clock.advance(1);
    await kit.regions.addCluster("r", "d");
    for (const row of waiting) await kit.delivery.deliver(row);
    expect(await outcomes()).toEqual(["ignored"]);
    expect(await kit.regions.events("r")).toEqual([]);
  });

  test("detaching drops the vote, and the electorate is who is attached then", async () => {
    await kit.region("r", ["a", "b", "c", "d"]);
    await kit.vote("r", "a");
    await kit.vote("r", "b");
    await kit.regions.removeCluster("r", "a");
    expect(await votes()).toMatchObject([{ clusterId: "b" }]);
    await kit.regions.removeCluster("r", "c");
    expect(await kit.vote("r", "d")).toMatchObject({ outcome: "realigned" });
  });

  test("a vote whose drift the reply takes back is dropped, in whatever order they come", async () => {
    await kit.region("r", ["a", "b", "c"]);
    await kit.session("s");
    await kit.clusters.addMember("a", "s");
    for (const reversed of [false, true]) {
      await kit.subtopic("s");
      const rows = kit.runner.takeOutbox(kit.clock.nowMs());
      expect(rows).toHaveLength(2);
      for (const row of reversed ? rows.toReversed() : rows) await kit.delivery.deliver(row);
      const relayed = kit.runner.takeOutbox(kit.clock.nowMs());
      const received: Delivery[] = [];
      for (const row of relayed) received.push(await kit.delivery.deliver(row));
      expect(received.map(({ outcome }) => outcome).toSorted()).toEqual(["recorded", "retracted"]);
      const drift = kit.events.find(({ kind }) => kind === "drift-detected");
      expect(drift).toMatchObject({ source: "meta:region:r", clusterId: "a" });
      if (!reversed) {
        const retraction = kit.events.find(({ kind }) => kind === "drift-retracted");
        expect(retraction).toMatchObject({ clusterId: "a", retractedSeq: drift?.sourceSeq });
        expect(retraction?.sourceSeq).toBeGreaterThan(drift?.sourceSeq ?? Infinity);
      }
      expect(await votes()).toEqual([]);
      kit.clock.advance(1_000);
    }
    expect(await kit.regions.events("r")).toHaveLength(2);
  });

  test("a vote that a realignment has used stays used", async () => {
    await kit.region("r", ["a", "b"]);
    const origin = { entity: "a", seq: 10_000 };
    await kit.vote("r", "a");
    await kit.vote("r", "b");
    const retraction = { kind: "retraction", origin } as const;
    await kit.send("a", regionEntityId("r"), retraction);
    expect((await kit.regions.get("r")).lastRealignmentMs).toBe(kit.clock.nowMs());
  });
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
