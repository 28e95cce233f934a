import { describe, expect, test } from "@jest/globals";
import {
  openStore,
  type RateStore,
  StoreBusyError,
  StoreUnavailableError,
} from "@semvec/persistence";
import fc from "fast-check";
import { ManualClock } from "../testing/manual-clock.js";
import type { RatePolicy } from "./rate-limiter.js";
import { reservationLifeMs, reservationSize, SharedRateLimiter } from "./shared-rate-limiter.js";

async function sharedRates(clock: ManualClock) {
  const store = await openStore({ url: "sqlite::memory:", clock });
  let asked = 0;
  const rates: RateStore = {
    reserve: (...args) => {
      asked += 1;
      return store.rates.reserve(...args);
    },
  };
  return { rates, asked: () => asked, [Symbol.asyncDispose]: () => store.close() };
}

/** By how much the fullest window exceeds `rate · (t + 1 s) + burst`. */
function worstExcess(passedAtMs: readonly number[], { ratePerSecond, burst }: RatePolicy): number {
  let worst = Number.NEGATIVE_INFINITY;
  for (const [first, from] of passedAtMs.entries()) {
    for (const [count, to] of passedAtMs.slice(first).entries()) {
      worst = Math.max(worst, count + 1 - ratePerSecond * ((to - from) / 1_000 + 1) - burst);
    }
  }
  return worst;
}

test.each([
  [{ ratePerSecond: 5, burst: 50 }, 1],
  [{ ratePerSecond: 200, burst: 2_000 }, 20],
  [{ ratePerSecond: 2_000, burst: 2_000 }, 100],
  [{ ratePerSecond: 0.5, burst: 1 }, 1],
])("a reservation of %j takes %d", (policy, n) => {
  expect(reservationSize(policy)).toBe(n);
});

describe("SharedRateLimiter", () => {
  test("over all workers no window holds more than rate · (t + 1 s) + burst", async () => {
    const clock = new ManualClock();
    await using shared = await sharedRates(clock);
    const policies = fc.record({
      ratePerSecond: fc.double({ min: 0.5, max: 500, noNaN: true }),
      burst: fc.integer({ min: 1, max: 200 }),
    });
    const steps = fc.array(
      fc.record({ waitMs: fc.nat({ max: 600 }), worker: fc.nat({ max: 3 }), burst: fc.nat(30) }),
      { maxLength: 40 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(policies, steps, async (policy, all) => {
        run += 1;
        // Each worker's clock begins anywhere: only the database's counts.
        const workers = [0, 1e3, 1e9, 7].map(
          (startMs) => new SharedRateLimiter(shared.rates, () => clock.nowMs() + startMs),
        );
        const passedAtMs: number[] = [];
        for (const { waitMs, worker, burst } of all) {
          clock.advance(waitMs);
          const takes = Array.from({ length: burst }, (_, i) =>
            workers[(worker + i) % workers.length]?.take(`t${run}`, policy),
          );
          for (const decision of await Promise.all(takes)) {
            if (decision?.allowed) passedAtMs.push(clock.nowMs());
            else expect(decision).toMatchObject({ remaining: 0 });
            expect(decision?.resetMs).toBeGreaterThanOrEqual(0);
            expect(decision?.remaining).toBeLessThan(policy.burst);
          }
        }
        expect(worstExcess(passedAtMs, policy)).toBeLessThanOrEqual(1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test("one worker uses the whole burst, and each token as it comes back", async () => {
    const clock = new ManualClock();
    await using shared = await sharedRates(clock);
    const limiter = new SharedRateLimiter(shared.rates, () => clock.nowMs());
    const policy = { ratePerSecond: 100, burst: 109 };
    const passes = async () => (await limiter.take("t", policy)).allowed;
    for (let taken = 0; taken < 109; taken++) {
      expect(await limiter.take("t", policy)).toMatchObject({
        allowed: true,
        remaining: 108 - taken,
      });
    }
    expect(await limiter.take("t", policy)).toEqual({ allowed: false, remaining: 0, resetMs: 10 });
    clock.advance(9);
    expect(await passes()).toBe(false);
    clock.advance(1);
    expect([await passes(), await passes()]).toEqual([true, false]);
  });

  test("the store is asked once for many, and not at all while there is nothing", async () => {
    const clock = new ManualClock();
    await using shared = await sharedRates(clock);
    const limiter = new SharedRateLimiter(shared.rates, () => clock.nowMs());
    const policy = { ratePerSecond: 100, burst: 200 };
    const many = (count: number) =>
      Promise.all(Array.from({ length: count }, () => limiter.take("t", policy)));
    await many(10);
    expect(shared.asked()).toBe(1);
    await many(190);
    const spent = shared.asked();
    expect(spent).toBe(20);
    const refused = await many(1_000);
    expect(refused.every(({ allowed }) => !allowed)).toBe(true);
    expect(shared.asked()).toBe(spent + 1);
  });

  test("what was not spent within a second lapses", async () => {
    const clock = new ManualClock();
    await using shared = await sharedRates(clock);
    const limiter = new SharedRateLimiter(shared.rates, () => clock.nowMs());
    const policy = { ratePerSecond: 100, burst: 200 };
    await limiter.take("t", policy);
    clock.advance(reservationLifeMs - 1);
    await limiter.take("t", policy);
    expect(shared.asked()).toBe(1);
    clock.advance(1);
    await limiter.take("t", policy);
    expect(shared.asked()).toBe(2);
  });

  test("nothing passes while the store is down, and all goes on when it is back", async () => {
    const clock = new ManualClock();
    await using shared = await sharedRates(clock);
    let isDown = true;
    const rates: RateStore = {
      reserve: (...args) =>
        isDown ? Promise.reject(new StoreUnavailableError("down")) : shared.rates.reserve(...args),
    };
    const limiter = new SharedRateLimiter(rates, () => clock.nowMs());
    const policy = { ratePerSecond: 1, burst: 1 };
    const takes = [1, 2, 3].map(() => limiter.take("t", policy));
    const outcomes = await Promise.allSettled(takes);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    isDown = false;
    expect(await limiter.take("t", policy)).toMatchObject({ allowed: true });
  });

  test("a database that answers too late is asked a few times, and no request waits for ever", async () => {
    const clock = new ManualClock();
    await using shared = await sharedRates(clock);
    let delayMs: number = reservationLifeMs;
    const rates: RateStore = {
      reserve: async (...args) => {
        const reservation = await shared.rates.reserve(...args);
        clock.advance(delayMs);
        return reservation;
      },
    };
    const limiter = new SharedRateLimiter(rates, () => clock.nowMs());
    const policy = { ratePerSecond: 2_000, burst: 2_000 };
    const takes = [1, 2, 3].map(() => limiter.take("t", policy));
    const outcomes = await Promise.allSettled(takes);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    await expect(takes[0]).rejects.toThrow(StoreBusyError);
    expect(shared.asked()).toBe(3);
    delayMs = 10;
    expect(await limiter.take("t", policy)).toMatchObject({ allowed: true });
  });
});
