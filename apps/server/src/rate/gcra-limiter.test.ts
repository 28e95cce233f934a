import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { GcraLimiter } from "./gcra-limiter.js";

describe("GcraLimiter", () => {
  test("passes a burst, then one each time a token is back", () => {
    let nowMs = 0;
    const limiter = new GcraLimiter(() => nowMs);
    const policy = { ratePerSecond: 5, burst: 3 };
    const passes = () => limiter.take("a", policy);
    expect([passes(), passes(), passes()].map(({ remaining }) => remaining)).toEqual([2, 1, 0]);
    expect(passes()).toMatchObject({ allowed: false, remaining: 0, resetMs: 200 });
    nowMs = 199;
    expect(passes().allowed).toBe(false);
    nowMs = 200;
    expect(passes()).toEqual({ allowed: true, remaining: 0, resetMs: 600 });
    expect(passes().allowed).toBe(false);
  });

  test("keys do not share", () => {
    const limiter = new GcraLimiter(() => 0);
    const policy = { ratePerSecond: 1, burst: 1 };
    expect(limiter.take("a", policy).allowed).toBe(true);
    expect(limiter.take("b", policy).allowed).toBe(true);
    expect(limiter.take("a", policy).allowed).toBe(false);
  });

  test("in any t seconds at most burst + rate * t pass, and no token is wasted", () => {
    const policies = fc.record({
      ratePerSecond: fc.double({ min: 0.1, max: 1000, noNaN: true }),
      burst: fc.integer({ min: 1, max: 50 }),
    });
    const gaps = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 200 });
    fc.assert(
      fc.property(policies, gaps, (policy, gapsMs) => {
        let nowMs = 0;
        const limiter = new GcraLimiter(() => nowMs);
        const passedAtMs: number[] = [];
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          const { allowed, remaining } = limiter.take("a", policy);
          expect(remaining).toBeLessThan(policy.burst);
          if (allowed) passedAtMs.push(nowMs);
          else expect(remaining).toBe(0);
        }
        for (const [first, from] of passedAtMs.entries()) {
          for (const [last, to] of passedAtMs.entries()) {
            const most = policy.burst + (policy.ratePerSecond * (to - from)) / 1000;
            expect(last - first + 1).toBeLessThanOrEqual(Math.max(1, most + 1e-3));
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
