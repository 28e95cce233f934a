import { describe, expect, test } from "@jest/globals";
import { array, assert as check, double, nat, property } from "fast-check";
import { adaptiveThreshold, disagreement } from "./adaptive-threshold.js";

const share = double({ min: 0, max: 1, noNaN: true });

describe("disagreement", () => {
  test.each([
    [4, 0, 0],
    [0, 4, 0],
    [2, 2, 1],
    [3, 1, 0.75],
    [1, 3, 0.75],
  ])("%d against %d is %d", (approve, reject, expected) => {
    expect(disagreement({ approve, reject, abstain: 5 })).toBe(expected);
  });

  test("of fewer than two sides is not known", () => {
    expect(disagreement({ approve: 1, reject: 0, abstain: 9 })).toBeUndefined();
    expect(disagreement({ approve: 0, reject: 0, abstain: 0 })).toBeUndefined();
  });

  test("lies in 0..1", () => {
    check(
      property(nat(), nat(), (approve, reject) => {
        const divided = disagreement({ approve, reject, abstain: 0 }) ?? 0;
        expect(divided).toBeGreaterThanOrEqual(0);
        expect(divided).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("adaptiveThreshold", () => {
  test.each([
    [[], 0.5],
    [[0, 0], 0.5],
    [[0.5], 0.7],
    [[1, 0], 0.7],
    [[1, 1, 1], 0.9],
  ])("of %j is %d", (history, expected) => {
    expect(adaptiveThreshold(history)).toBeCloseTo(expected, 12);
  });

  test("lies in 0.5..0.9 and rises with disagreement", () => {
    check(
      property(array(share, { minLength: 1, maxLength: 20 }), share, (history, raised) => {
        const threshold = adaptiveThreshold(history);
        expect(threshold).toBeGreaterThanOrEqual(0.5);
        expect(threshold).toBeLessThanOrEqual(0.9);
        const [first = 0, ...others] = history;
        const higher = adaptiveThreshold([Math.max(first, raised), ...others]);
        expect(higher).toBeGreaterThanOrEqual(threshold);
      }),
    );
  });
});
