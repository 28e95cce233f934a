import { describe, expect, test } from "@jest/globals";
import { cosineSimilarity, toDirection, toUnitVector } from "../vector/direction.js";
import {
  closedSegmentsMax,
  closeSegment,
  extendSegment,
  initialSegments,
  returnedSegment,
  type TopicSegments,
} from "./topic-segments.js";

const east = toDirection([1, 0, 0]);
const north = toDirection([0, 1, 0]);
const up = toDirection([0, 0, 1]);
const same = (cosine: number) => cosine;

/** Closes one segment a direction, then opens one with the last. */
function segmentsOf(...directions: readonly Int8Array[]): TopicSegments {
  return directions.reduce<TopicSegments>(
    (segments, direction) => extendSegment(closeSegment(segments), direction),
    initialSegments,
  );
}

describe("extendSegment", () => {
  test("keeps the mean of the exchanges' unit vectors and its weight", () => {
    const one = extendSegment(initialSegments, east);
    expect(one).toMatchObject({ current: east, currentLength: 1 });
    const two = extendSegment(one, north);
    expect(two.currentLength).toBeCloseTo(Math.SQRT2, 9);
    expect(cosineSimilarity(two.current ?? east, toDirection([1, 1, 0]))).toBe(1);
    const three = extendSegment(two, north);
    expect(cosineSimilarity(three.current ?? east, toDirection([1, 2, 0]))).toBeGreaterThan(0.9999);
  });

  test("keeps the mean when an exchange cancels it out", () => {
    const one = extendSegment(initialSegments, east);
    expect(extendSegment(one, toDirection([-1, 0, 0]))).toBe(one);
  });

  test("a long segment still follows its exchanges", () => {
    let segments = extendSegment(initialSegments, east);
    for (let i = 0; i < 500; i++) segments = extendSegment(segments, east);
    expect(segments.currentLength).toBe(64);
    for (let i = 0; i < 200; i++) segments = extendSegment(segments, north);
    expect(toUnitVector(segments.current ?? east)[1]).toBeGreaterThan(0.9);
  });
});

describe("closeSegment", () => {
  test("an empty segment does not count", () => {
    expect(closeSegment(initialSegments)).toEqual(initialSegments);
  });

  test("keeps the newest eight and counts all", () => {
    const nine = segmentsOf(...new Array(closedSegmentsMax).fill(east), north);
    expect(nine.closed).toHaveLength(closedSegmentsMax);
    const ten = closeSegment(nine);
    expect(ten.closed).toHaveLength(closedSegmentsMax);
    expect(ten.closed.at(-1)).toBe(north);
    expect(ten).toMatchObject({ closedCount: closedSegmentsMax + 1, currentLength: 0 });
    expect(ten).not.toHaveProperty("current");
  });
});

describe("returnedSegment", () => {
  test("names the closed segment by its ordinal in the session", () => {
    const segments = segmentsOf(east, north, up);
    expect(returnedSegment(segments, east, same)).toBe(0);
    expect(returnedSegment(segments, north, same)).toBe(1);
    expect(returnedSegment(segments, up, same)).toBeUndefined();
  });

  test("ordinals outlive the segments that are no longer kept", () => {
    const segments = segmentsOf(east, ...new Array(closedSegmentsMax).fill(up), north, up);
    expect(returnedSegment(segments, north, same)).toBe(closedSegmentsMax + 1);
    expect(returnedSegment(segments, east, same)).toBeUndefined();
  });

  test("nothing is returned to in the first segment", () => {
    expect(returnedSegment(initialSegments, east, same)).toBeUndefined();
    expect(returnedSegment(segmentsOf(east), east, same)).toBeUndefined();
  });

  test.each([
    [0.3, 0.199, 0],
    [0.299, 0.1, undefined],
    [0.5, 0.401, undefined],
    [0.5, 0.399, 0],
  ])("similarity %d to a closed, %d to the current segment: %p", (closed, current, expected) => {
    const readings = [closed, current];
    expect(returnedSegment(segmentsOf(east, north), up, () => readings.shift() ?? 0)).toBe(
      expected,
    );
  });
});
