import { describe, expect, test } from "@jest/globals";
import { array, assert as check, double, property } from "fast-check";
import { fullWeights, scoreOf } from "./drift-weights.js";
import { filterLogit, initialFilter, type RunLengthFilter } from "./run-length-filter.js";

function runFilter(logits: readonly number[], from = initialFilter) {
  let filter: RunLengthFilter = from;
  return logits.map((raw) => {
    const filtered = filterLogit(filter, raw);
    filter = filtered.filter;
    return filtered;
  });
}

describe("filterLogit", () => {
  test("gives the published log odds and scores", () => {
    const filtered = runFilter([-2, 1, 3, -1, 2.5, 2.5, -3, 0.5]);
    expect(filtered.map(({ logit }) => logit)).toEqual([
      -2.99243, 0.75199, 2.388359, -2.14765, 1.971732, 1.346306, -4.236201, -0.040938,
    ]);
    const scores = filtered.map(({ logit }) => scoreOf(fullWeights, logit).toFixed(6));
    expect(scores.map(Number)).toEqual([
      0.056656, 0.717479, 0.928797, 0.122642, 0.895831, 0.821465, 0.01702, 0.53471,
    ]);
  });

  test("0.5 is at the decision logit", () => {
    expect(scoreOf(fullWeights, -0.18)).toBe(0.5);
    expect(scoreOf(fullWeights, -0.180001)).toBeLessThan(0.5);
  });

  test("one shift does not fire twice, and the bar falls as the topic lasts", () => {
    const [shift, second] = runFilter([-3, -3, 3, 1]).slice(-2);
    const [later] = runFilter([-3, -3, 3, -3, -3, 1]).slice(-1);
    expect(shift?.logit).toBeGreaterThan(0);
    expect(second?.logit).toBeLessThan(later?.logit ?? Number.NaN);
  });

  test("a session whose turns all look new raises its own bar", () => {
    const settled: RunLengthFilter = { runLength: [0, 0, 1], logitSum: -28.8, logitCount: 24 };
    const restless: RunLengthFilter = { ...settled, logitSum: 24 };
    expect(filterLogit(restless, 1).logit).toBeLessThan(filterLogit(settled, 1).logit);
  });

  test("the level remembers 24 turns; then old ones fade", () => {
    const logits = new Array(24).fill(1);
    const full = runFilter(logits).at(-1)?.filter ?? initialFilter;
    expect(full).toMatchObject({ logitSum: 24, logitCount: 24 });
    expect(filterLogit(full, -5).filter).toMatchObject({ logitSum: 20, logitCount: 24 });
  });

  test("stays a rounded probability distribution, and finite, whatever the logits", () => {
    const logit = double({ min: -40, max: 40, noNaN: true });
    check(
      property(array(logit, { maxLength: 60 }), (logits) => {
        for (const { filter, logit } of runFilter(logits)) {
          const total = filter.runLength.reduce((sum, p) => sum + p, 0);
          expect(Math.abs(total - 1)).toBeLessThan(1e-8);
          for (const p of filter.runLength) expect(Number(p.toFixed(9))).toBe(p);
          expect(Number(logit.toFixed(6))).toBe(logit);
          expect(Math.abs(filter.logitSum)).toBeLessThanOrEqual(24 * 3 + 1e-6);
        }
      }),
    );
  });
});
