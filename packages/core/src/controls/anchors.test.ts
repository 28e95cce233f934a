import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DimensionMismatchError } from "../errors.js";
import { cosineSimilarity, toDirection, toUnitVector } from "../vector/direction.js";
import { addAnchor, anchorDriftThreshold, anchorScore, noAnchors } from "./anchors.js";
import { controlLimits } from "./control-limits.js";
import { LimitExceededError } from "./errors.js";

const east = toDirection([1, 0]);
const north = toDirection([0, 1]);
const west = toDirection([-1, 0]);

describe("anchorScore", () => {
  test("is the best cosine to an anchor", () => {
    expect(anchorScore([north, east], Float32Array.of(0.6, 0.8))).toBeCloseTo(0.8, 6);
    expect(anchorScore([east], Float32Array.of(0.25, 0))).toBe(1);
  });

  test("is negative when the state is turned away from every anchor", () => {
    expect(anchorScore([west], Float32Array.of(0.5, 0))).toBe(-1);
  });

  test("is 0 without anchors or without a state", () => {
    expect(anchorScore(noAnchors, Float32Array.of(1, 0))).toBe(0);
    expect(anchorScore([east], new Float32Array(2))).toBe(0);
  });

  test("agrees with the cosines of directions and stays within -1 and 1", () => {
    const direction = fc
      .array(fc.integer({ min: -100, max: 100 }), { minLength: 6, maxLength: 6 })
      .filter((vector) => vector.some((x) => x !== 0))
      .map(toDirection);
    fc.assert(
      fc.property(fc.array(direction, { minLength: 1 }), direction, (anchors, state) => {
        const score = anchorScore(anchors, toUnitVector(state));
        const cosines = anchors.map((anchor) => cosineSimilarity(anchor, state));
        expect(score).toBeCloseTo(Math.max(...cosines), 6);
        expect(Math.abs(score)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("is 1 where rounding would make it more", () => {
    const direction = Int8Array.of(-3, 127, 7);
    expect(anchorScore([direction], toUnitVector(direction))).toBe(1);
  });

  test("refuses an anchor of another length", () => {
    expect(() => anchorScore([east], Float32Array.of(1, 0, 0))).toThrow(DimensionMismatchError);
  });

  test("has the threshold that the service reports", () => {
    expect(anchorDriftThreshold).toBe(0.6);
  });
});

describe("addAnchor", () => {
  test("leaves the anchors it was given as they were", () => {
    const one = addAnchor(noAnchors, east);
    expect(addAnchor(one, north)).toEqual([east, north]);
    expect(one).toEqual([east]);
    expect(noAnchors).toEqual([]);
  });

  test("takes as many as the limit and refuses the next", () => {
    const full = Array(controlLimits.anchorCountMax - 1).fill(east);
    expect(addAnchor(full, north)).toHaveLength(64);
    expect(() => addAnchor(addAnchor(full, north), north)).toThrow(LimitExceededError);
    expect(() => addAnchor(addAnchor(full, north), north)).toThrow("at most 64 anchors");
  });
});
