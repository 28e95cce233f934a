import { describe, expect, test } from "@jest/globals";
import { regionEntityId } from "../entity/entity-ids.js";
import { east, TestKit } from "../testing/test-kit.js";
import { pageOfEvents } from "./event-page.js";

const kindsOf = (kit: TestKit) => kit.events.map(({ kind }) => kind);

describe("what is published", () => {
  test("of a quorum: drift, vote and realignment, in the order of the region's log", async () => {
    const kit = new TestKit();
    await kit.region("r", ["a", "b", "c"]);
    await kit.vote("r", "a");
    await kit.vote("r", "b");
    expect(kindsOf(kit)).toEqual([
      "drift-detected",
      "vote-cast",
      "drift-detected",
      "vote-cast",
      "region-realigned",
    ]);
    expect(kit.events[3]).toMatchObject({ clusterId: "b", liveVoteCount: 2, clusterCount: 3 });
    expect(kit.events[4]).toMatchObject({ clusterIds: ["a", "b", "c"], regionId: "r" });
    const { seq } = (await kit.state(regionEntityId("r"))).session;
    expect(kit.events.map(({ sourceSeq, sourceIndex }) => [sourceSeq, sourceIndex])).toEqual([
      [seq - 1, 0],
      [seq - 1, 1],
      [seq, 0],
      [seq, 1],
      [seq, 2],
    ]);
    for (const { tenant, source } of kit.events) {
      expect([tenant, source]).toEqual(["t", regionEntityId("r")]);
    }
  });

  test("of a retraction: the drift that no longer holds, and nothing of one never recorded", async () => {
    const kit = new TestKit();
    await kit.region("r", ["a", "b", "c"]);
    const origin = { entity: "a", seq: 7 };
    const report = { score: 0.7, phase: "drifted" } as const;
    const target = regionEntityId("r");
    const eventMs = kit.clock.nowMs();
    await kit.send("a", target, { kind: "drift", origin, eventMs, report });
    await kit.send("a", target, { kind: "retraction", origin });
    await kit.send("a", target, { kind: "retraction", origin: { ...origin, seq: 8 } });
    expect(kindsOf(kit)).toEqual(["drift-detected", "vote-cast", "drift-retracted"]);
    expect(kit.events[2]).toMatchObject({ retractedSeq: kit.events[0]?.sourceSeq });
    // Its drift came after the word that it does not hold: it happened, and is no vote.
    const late = { ...origin, seq: 8 };
    await kit.send("a", target, { kind: "drift", origin: late, eventMs, report });
    expect(kindsOf(kit).slice(3)).toEqual(["drift-detected"]);
  });

  test("of a sample: each anomaly once, with the regions that it concerns", async () => {
    const kit = new TestKit();
    await kit.region("r", ["busy", "a", "b", "c", "d"]);
    await kit.region("other", ["e"]);
    await kit.say("busy", east, 20);
    await kit.observer.create({ regionIds: ["r", "other"] });
    const { anomalies } = await kit.observer.sample();
    await kit.observer.sample();
    expect(kindsOf(kit)).toEqual(["anomaly-raised"]);
    expect(kit.events[0]).toMatchObject({
      regionIds: ["r"],
      affectedClusterIds: ["busy"],
      anomalyId: anomalies[0]?.anomalyId,
      sourceSeq: anomalies[0]?.seq,
    });
  });

  test("a message that comes again publishes nothing again", async () => {
    const kit = new TestKit();
    await kit.region("r", ["a", "b"]);
    const origin = { entity: "a", seq: 7 };
    const report = { score: 0.7, phase: "drifted" } as const;
    const message = { kind: "drift", origin, eventMs: kit.clock.nowMs(), report } as const;
    await kit.send("a", regionEntityId("r"), message, 7);
    await kit.send("a", regionEntityId("r"), message, 7);
    expect(kindsOf(kit)).toEqual(["drift-detected", "vote-cast"]);
  });
});

describe("a page of a list that is newest first", () => {
  const rows = [4, 3, 3, 1].map((seq, i) => ({ seq, index: i === 1 ? 1 : 0 }));

  test("goes on after a row, also when that is gone", () => {
    expect(pageOfEvents(rows, { limit: 2 })).toEqual(rows.slice(0, 2));
    expect(pageOfEvents(rows, { limit: 2, after: { seq: 3, index: 1 } })).toEqual(rows.slice(2));
    expect(pageOfEvents(rows, { after: { seq: 2, index: 0 } })).toEqual(rows.slice(3));
    expect(pageOfEvents(rows, { after: { seq: 3, index: 2 } })).toEqual(rows.slice(1));
  });
});
