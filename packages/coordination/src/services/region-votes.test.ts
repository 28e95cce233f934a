import { beforeEach, describe, expect, test } from "@jest/globals";
import { regionEntityId } from "../entity/entity-ids.js";
import { TestKit } from "../testing/test-kit.js";
import type { Delivery } from "./message-delivery.js";

let kit: TestKit;
beforeEach(() => {
  kit = new TestKit();
});

const outcomes = async () => (await kit.settle()).map(({ outcome }) => outcome);
const votes = async () => (await kit.state(regionEntityId("r"))).parts.region?.votes ?? [];

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

  test("a vote is dropped also when the member has left its cluster before it replies", async () => {
    await kit.region("r", ["a", "b", "c"]);
    await kit.session("s");
    await kit.clusters.addMember("a", "s");
    await kit.subtopic("s", async () => {
      await kit.settle();
      expect(await votes()).toHaveLength(1);
      await kit.clusters.removeMember("a", "s");
    });
    await kit.settle();
    expect(await votes()).toEqual([]);
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
