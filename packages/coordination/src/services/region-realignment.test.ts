import { beforeEach, describe, expect, test } from "@jest/globals";
import { readAnchors } from "@semvec/core";
import { regionEntityId } from "../entity/entity-ids.js";
import { east, north, TestKit, up } from "../testing/test-kit.js";

let kit: TestKit;
beforeEach(() => {
  kit = new TestKit();
});

const outcomes = async () => (await kit.settle()).map(({ outcome }) => outcome);
const remaining = async (id: string) => {
  return readAnchors((await kit.state(id)).session).realignmentRemaining;
};
const votes = async () => (await kit.state(regionEntityId("r"))).parts.region?.votes ?? [];

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
