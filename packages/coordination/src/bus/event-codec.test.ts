import { describe, expect, test } from "@jest/globals";
import {
  assert as check,
  constant,
  double,
  nat,
  oneof,
  property,
  record,
  string,
} from "fast-check";
import type { DriftBusEvent } from "./drift-bus-event.js";
import { InvalidEventError } from "./errors.js";
import { decodeEvent, encodeEvent } from "./event-codec.js";
import { anomalyOf, driftOf } from "./testing/sample-events.js";

const origin = { tenant: "t", source: "c1", sourceSeq: 4, sourceIndex: 0 };
const base = { ...origin, atMs: 1_500, regionId: "r" };

const samples: readonly DriftBusEvent[] = [
  driftOf("c1", 1),
  { ...base, kind: "drift-retracted", clusterId: "c1", retractedSeq: 3 },
  { ...base, kind: "vote-cast", clusterId: "c1", liveVoteCount: 2, clusterCount: 3 },
  { ...base, kind: "region-realigned", clusterIds: ["c1", "c2"] },
  anomalyOf(["r", "s"]),
];

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("encodeEvent and decodeEvent", () => {
  test.each(samples.map((event) => [event.kind, event] as const))("carry %s", (_kind, event) => {
    expect(decodeEvent(event, encodeEvent(event))).toEqual(event);
  });

  test("the row says where an event is from, not its body", () => {
    const body = JSON.parse(new TextDecoder().decode(encodeEvent(driftOf("c1", 1))));
    expect(Object.keys(body).sort()).toEqual(
      ["atMs", "clusterId", "driftPhase", "driftScore", "kind", "regionId"].sort(),
    );
    const forged = encode({ ...body, tenant: "u", source: "x", sourceSeq: 9, extra: true });
    expect(decodeEvent({ ...origin, targetGenesisSeq: 2 }, forged)).toEqual({
      ...driftOf("c1", 4, { atMs: 1_000 }),
      targetGenesisSeq: 2,
    });
  });

  test("any text and number comes back", () => {
    const fields = record({
      regionId: string({ unit: "grapheme" }),
      clusterId: string({ unit: "binary" }),
      driftScore: oneof(double({ noNaN: true, noDefaultInfinity: true }), constant(0)),
      atMs: nat(),
    });
    check(
      property(fields, (random) => {
        const event = driftOf("c1", 1, { ...random, driftScore: random.driftScore + 0 });
        expect(decodeEvent(event, encodeEvent(event))).toEqual(event);
      }),
    );
  });

  test.each([
    ["nothing", new Uint8Array()],
    ["bytes that are no UTF-8", Uint8Array.of(0xff)],
    ["null", encode(null)],
    ["a list", encode([])],
    ["no kind", encode({})],
    ["a kind of tomorrow", encode({ kind: "cluster-merged" })],
    ["a kind that every object has", encode({ kind: "toString" })],
    ["a missing field", encode({ kind: "region-realigned", atMs: 1, regionId: "r" })],
    ["a field of another type", encode({ ...base, kind: "region-realigned", clusterIds: [1] })],
    ["an unknown phase", encode({ ...driftOf("c1", 1), driftPhase: "calm" })],
  ])("refuse %s", (_what, bytes) => {
    expect(() => decodeEvent(origin, bytes)).toThrow(InvalidEventError);
  });

  test.each([{ sourceSeq: -1 }, { sourceSeq: 0.5 }, { sourceIndex: Number.NaN }])(
    "refuse the place %j",
    (place) => {
      const event = driftOf("c1", 1);
      expect(() => decodeEvent({ ...event, ...place }, encodeEvent(event))).toThrow(
        InvalidEventError,
      );
    },
  );
});
