import { describe, expect, test } from "@jest/globals";
import { holdVote } from "./hold-vote.js";
import { transferState } from "./transfer.js";
import { adjustTrust, initialTrust } from "./trust.js";

const voter = (id: string, similarity?: number, trust = initialTrust) => {
  return { id, trust, ...(similarity !== undefined && { similarity }) };
};

describe("R27: a vote", () => {
  test("approves at 0.75 less half of the trust in the proposer", () => {
    const approves = (similarity: number, trust: number) =>
      holdVote("p", [voter("p", 1, trust), voter("v", similarity)]).approvals.get("v");
    expect(approves(0.5, 0.5)).toBe(true);
    expect(approves(0.4999, 0.5)).toBe(false);
    expect(approves(0.3, 0.9)).toBe(true);
  });

  test("needs more than half of the voting weight", () => {
    const vote = (...similarities: number[]) =>
      holdVote("p", [voter("p", 1), ...similarities.map((it, i) => voter(`v${i}`, it))]).accepted;
    expect(vote(1)).toBe(true);
    expect(vote(1, 0, 0)).toBe(false);
    expect(vote(1, 1, 0)).toBe(true);
  });

  test("the proposer alone is never enough", () => {
    expect(holdVote("p", [voter("p", 1)]).accepted).toBe(false);
    expect(holdVote("p", [voter("p", 1, 0.99), voter("v", 0, 0.01)]).accepted).toBe(false);
  });

  test("without a state a session abstains and weighs nothing", () => {
    const { accepted, approvals } = holdVote("p", [voter("p", 1), voter("a", 1), voter("b")]);
    expect(accepted).toBe(true);
    expect([...approvals.keys()]).toEqual(["p", "a"]);
  });

  test("one voter's share is capped at a third when three or more vote", () => {
    const trusted = [voter("p", 1, 0.99), voter("a", 0, 0.2), voter("b", 0, 0.2)];
    expect(holdVote("p", trusted).accepted).toBe(false);
  });

  // Two of these four are capped, so that each side has half; but their rounded sum is a little
  // less than twice what approves.
  test("half is a tie however it was rounded", () => {
    const tied = [
      voter("p", 0, 0.8685),
      voter("b", 1, 0.7764),
      voter("c", 0, 0.3252),
      voter("d", 1, 0.3252),
    ];
    for (const voters of [tied, [...tied].reverse()]) {
      expect(holdVote("p", voters).accepted).toBe(false);
    }
  });

  test("trust stays inside (0, 1), however often it moves one way", () => {
    expect(adjustTrust(0.5, true)).toBeCloseTo(0.55, 12);
    expect(adjustTrust(0.5, false)).toBeCloseTo(0.45, 12);
    for (const agreed of [true, false]) {
      let trust = initialTrust;
      for (let vote = 0; vote < 20_000; vote++) trust = adjustTrust(trust, agreed);
      expect(trust).toBeGreaterThan(0);
      expect(trust).toBeLessThan(1);
    }
  });
});

describe("R25: a transfer", () => {
  test("is unit(target + weight · (source − target)), and says how far it moved", () => {
    const moved = transferState([0, 3], [2, 0], 0.15);
    const length = Math.hypot(0.85, 0.15);
    expect(moved?.vector[0]).toBeCloseTo(0.85 / length, 6);
    expect(moved?.vector[1]).toBeCloseTo(0.15 / length, 6);
    expect(moved?.deltaNorm).toBeCloseTo(Math.hypot(0.85 / length - 1, 0.15 / length), 6);
  });

  test("of nothing, from nothing, or of opposites that cancel out is none", () => {
    expect(transferState([0, 0], [1, 0], 0.5)).toBeUndefined();
    expect(transferState([1, 0], [0, 0], 0.5)).toBeUndefined();
    expect(transferState([-1, 0], [1, 0], 0.5)).toBeUndefined();
    expect(transferState([0, 1], [1, 0], 0)?.deltaNorm).toBe(0);
  });
});
