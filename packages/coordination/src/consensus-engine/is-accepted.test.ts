import { describe, expect, test } from "@jest/globals";
import { array, assert as check, constantFrom, double, property, record } from "fast-check";
import { isAccepted } from "./is-accepted.js";
import type { Sides } from "./outweighs.js";
import { type ConsensusLevel, consensusLevels } from "./proposal.js";

const ones = (count: number) => Array.from({ length: count }, () => 1);

describe("isAccepted", () => {
  test.each<[ConsensusLevel, number, number, boolean]>([
    ["simple_majority", 1, 0, true],
    ["simple_majority", 2, 2, false],
    ["simple_majority", 3, 2, true],
    ["qualified_majority", 2, 1, true],
    ["qualified_majority", 66, 34, false],
    ["qualified_majority", 4, 2, true],
    ["qualified_majority", 5, 3, false],
    ["unanimous", 5, 0, true],
    ["unanimous", 99, 1, false],
    ["weighted_vote", 2, 1, true],
    ["weighted_vote", 2, 2, false],
    ["adaptive_threshold", 4, 1, true],
    ["adaptive_threshold", 3, 1, false],
  ])("%s: %d against %d: %p", (level, approve, reject, accepted) => {
    const sides = { approve: ones(approve), reject: ones(reject) };
    expect(isAccepted({ level, adaptiveThreshold: 0.8 }, sides)).toBe(accepted);
  });

  test.each(consensusLevels)("%s: nobody who approves accepts nothing", (level) => {
    const rule = { level, adaptiveThreshold: 0.5 };
    expect(isAccepted(rule, { approve: [], reject: [] })).toBe(false);
    expect(isAccepted(rule, { approve: [], reject: [1] })).toBe(false);
  });

  test("an adaptive threshold of a half still needs a majority", () => {
    const rule = { level: "adaptive_threshold", adaptiveThreshold: 0.5 } as const;
    expect(isAccepted(rule, { approve: ones(2), reject: ones(2) })).toBe(false);
    expect(isAccepted(rule, { approve: ones(3), reject: ones(2) })).toBe(true);
  });

  test("weight decides a weighted vote, but no voter does when three take a side", () => {
    const rule = { level: "weighted_vote", adaptiveThreshold: null } as const;
    expect(isAccepted(rule, { approve: [3], reject: [2] })).toBe(true);
    expect(isAccepted(rule, { approve: [3], reject: [2, 2] })).toBe(false);
    expect(isAccepted(rule, { approve: [1_000], reject: [1, 1] })).toBe(false);
    expect(isAccepted(rule, { approve: [1_000, 1], reject: [1] })).toBe(true);
  });

  test("sums of rounded weights that are equal are a tie", () => {
    const rule = { level: "weighted_vote", adaptiveThreshold: null } as const;
    expect(isAccepted(rule, { approve: [0.1, 0.2, 0.3], reject: [0.3, 0.3] })).toBe(false);
    expect(isAccepted(rule, { approve: [0.3, 0.3], reject: [0.1, 0.2, 0.3] })).toBe(false);
  });

  test("one more on a side never helps the other", () => {
    const weight = double({ min: 1e-3, max: 1e3, noNaN: true });
    const side = array(weight, { maxLength: 6 });
    const sides = record<Sides>({ approve: side, reject: side });
    const rule = record({
      level: constantFrom(...consensusLevels),
      adaptiveThreshold: double({ min: 0.5, max: 0.9, noNaN: true }),
    });
    check(
      property(rule, sides, weight, (terms, { approve, reject }, more) => {
        const accepted = isAccepted(terms, { approve, reject });
        if (accepted) expect(isAccepted(terms, { approve: [...approve, more], reject })).toBe(true);
        else expect(isAccepted(terms, { approve, reject: [...reject, more] })).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });
});
