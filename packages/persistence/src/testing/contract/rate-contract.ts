import { describe, expect, test } from "@jest/globals";
import { StoreConfigurationError } from "../../errors.js";
import type { ContractBench } from "../store-contract.js";

/** What holds whatever the clock is; the clocks differ, so the windows are tested with each. */
export function describeRateContract(bench: ContractBench): void {
  describe("rates", () => {
    // So slow that a test cannot last until a token is free.
    const slow = { ratePerSecond: 1 / 3_600, burst: 5 };

    test("grants the burst once, to one tenant and policy, and says when to come back", async () => {
      const { rates } = (await bench.open()).store;
      expect(await rates.reserve("t", "p", { ...slow, n: 3 })).toEqual({
        granted: true,
        remaining: 2,
        fullInMs: 3 * 3_600_000,
      });
      const refused = await rates.reserve("t", "p", { ...slow, n: 3 });
      if (refused.granted) throw new Error("more than the burst");
      // One more token than is left: an hour, less what the test has taken.
      expect(refused.retryAfterMs).toBeGreaterThan(3_500_000);
      expect(refused.retryAfterMs).toBeLessThanOrEqual(3_600_000);
      const rest = await rates.reserve("t", "p", { ...slow, n: 2 });
      expect(rest).toMatchObject({ granted: true, remaining: 0 });
      expect((await rates.reserve("t", "p", { ...slow, n: 1 })).granted).toBe(false);
      expect((await rates.reserve("t", "q", { ...slow, n: 5 })).granted).toBe(true);
      expect((await rates.reserve("u", "p", { ...slow, n: 5 })).granted).toBe(true);
    });

    test("of many at once no more than the burst are granted", async () => {
      const { rates } = (await bench.open()).store;
      const asked = Array.from({ length: 30 }, () => rates.reserve("t", "p", { ...slow, n: 1 }));
      const granted = (await Promise.all(asked)).filter((answer) => answer.granted);
      expect(granted).toHaveLength(5);
    });

    test("what lies far beyond the burst, as after a clock was set back, is not waited for", async () => {
      const { store, clock } = await bench.open();
      const day = { ratePerSecond: 1, burst: 86_400 };
      expect((await store.rates.reserve("t", "p", { ...day, n: day.burst })).granted).toBe(true);
      const now = { ratePerSecond: 0.5, burst: 1, n: 1 };
      const refused = await store.rates.reserve("t", "p", now);
      if (refused.granted) throw new Error("nothing was free");
      expect(refused.retryAfterMs).toBeLessThanOrEqual(2_001);
      expect((await store.rates.reserve("t", "p", now)).granted).toBe(false);
      clock.advance(refused.retryAfterMs);
      await new Promise((resolve) => setTimeout(resolve, refused.retryAfterMs));
      expect((await store.rates.reserve("t", "p", now)).granted).toBe(true);
    });

    test.each([
      { ratePerSecond: 0, burst: 5, n: 1 },
      { ratePerSecond: Number.NaN, burst: 5, n: 1 },
      { ratePerSecond: 1, burst: 5, n: 6 },
      { ratePerSecond: 1, burst: 5, n: 0 },
      { ratePerSecond: 1, burst: 5, n: 1.5 },
    ])("refuses %j, which never can be granted", async (request) => {
      const { rates } = (await bench.open()).store;
      await expect(rates.reserve("t", "p", request)).rejects.toThrow(StoreConfigurationError);
    });
  });
}
