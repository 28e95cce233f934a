import { describe, expect, test } from "@jest/globals";
import { array, assert as check, double, integer, property } from "fast-check";
import { voterShareMax, weightCap } from "./weight-cap.js";

const weights = array(double({ min: 1e-3, max: 1e6, noNaN: true }), {
  minLength: 3,
  maxLength: 12,
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe("weightCap", () => {
  test.each([
    [[10, 1], Number.POSITIVE_INFINITY],
    [[1, 1, 1], Number.POSITIVE_INFINITY],
    [[3, 2, 2, 2], Number.POSITIVE_INFINITY],
    [[10, 1, 1], 1],
    [[10, 2, 2, 2], 3],
    [[10, 9, 1, 1], 2],
    [[1, 9, 1, 10], 2],
  ])("%j is capped at %d", (list, cap) => {
    expect(weightCap(list)).toBe(cap);
  });

  test("leaves nobody more than a third, and takes no more than it has to", () => {
    check(
      property(weights, (list) => {
        const cap = weightCap(list);
        const capped = list.map((weight) => Math.min(weight, cap));
        const largest = Math.max(...capped) / sum(capped);
        expect(largest).toBeLessThanOrEqual(voterShareMax + 1e-9);
        if (cap < Math.max(...list)) expect(largest).toBeCloseTo(voterShareMax, 9);
      }),
    );
  });

  test("is the same in any order", () => {
    check(
      property(weights, integer({ min: 0, max: 11 }), (list, turn) => {
        const turned = [...list.slice(turn), ...list.slice(0, turn)];
        expect(weightCap(turned)).toBe(weightCap(list));
      }),
    );
  });
});
