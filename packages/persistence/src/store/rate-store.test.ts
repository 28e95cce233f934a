import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ManualClock } from "../testing/manual-clock.js";
import { describePostgres, postgresDatabase } from "../testing/postgres-database.js";
import { openStore } from "./open-store.js";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Tokens that were granted, and when they were asked for, in ms. */
interface Grant {
  readonly atMs: number;
  readonly n: number;
}

/** True when no window holds more than `rate · (t + slackS) + burst` tokens. */
function holds(grants: readonly Grant[], rate: number, burst: number, slackS: number): boolean {
  return grants.every((from, first) => {
    let tokens = 0;
    return grants.slice(first).every(({ atMs, n }) => {
      tokens += n;
      return tokens <= rate * ((atMs - from.atMs) / 1_000 + slackS) + burst + 1e-6;
    });
  });
}

describe("rates on SQLite", () => {
  test("no window admits more than the rate and one burst, however time moves", async () => {
    const clock = new ManualClock();
    const { rates, close } = await memoryStore(clock);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          ratePerSecond: fc.double({ min: 0.5, max: 2_000, noNaN: true }),
          burst: fc.integer({ min: 5, max: 300 }),
          steps: fc.array(
            fc.record({ waitMs: fc.nat({ max: 400 }), n: fc.integer({ min: 1, max: 5 }) }),
            { minLength: 10, maxLength: 80 },
          ),
        }),
        async ({ ratePerSecond, burst, steps }) => {
          run += 1;
          const grants: Grant[] = [];
          for (const { waitMs, n } of steps) {
            clock.setTo(clock.nowMs() + waitMs);
            const atMs = clock.nowMs();
            const answer = await rates.reserve("t", `p${run}`, { ratePerSecond, burst, n });
            if (answer.granted) grants.push({ atMs, n });
            else expect(answer.retryAfterMs).toBeGreaterThanOrEqual(0);
          }
          expect(holds(grants, ratePerSecond, burst, 0)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
    await close();
  });

  test("what was refused is granted when it said so, and not a millisecond before", async () => {
    const clock = new ManualClock();
    const { rates, close } = await memoryStore(clock);
    const request = { ratePerSecond: 10, burst: 4, n: 2 };
    for (let n = 0; n < 2; n++) await rates.reserve("t", "p", request);
    const refused = await rates.reserve("t", "p", request);
    if (refused.granted) throw new Error("more than the burst");
    expect(refused.retryAfterMs).toBe(200);
    clock.advance(refused.retryAfterMs - 1);
    expect((await rates.reserve("t", "p", request)).granted).toBe(false);
    clock.advance(1);
    expect((await rates.reserve("t", "p", request)).granted).toBe(true);
    await close();
  });

  test("a clock that is set back grants nothing twice", async () => {
    const clock = new ManualClock();
    const { rates, close } = await memoryStore(clock);
    const request = { ratePerSecond: 1, burst: 2, n: 2 };
    expect((await rates.reserve("t", "p", request)).granted).toBe(true);
    clock.setTo(clock.nowMs() - 3_600_000);
    expect((await rates.reserve("t", "p", request)).granted).toBe(false);
    await close();
  });
});

describePostgres("rates on PostgreSQL", () => {
  test("several processes share one rate, and use it", async () => {
    const database = await postgresDatabase();
    cleanups.push(() => database.release());
    const grants: Grant[] = [];
    const [ratePerSecond, burst, n] = [400, 40, 4];
    const begunMs = performance.now();
    const stores = await Promise.all(
      // The clock of a process does not count: these are an hour apart.
      [0, 3_600_000, 7_200_000].map((ms) =>
        openStore({ url: database.url, clock: new ManualClock(ms) }),
      ),
    );
    for (const store of stores) cleanups.push(() => store.close());
    await Promise.all(
      stores
        .flatMap(({ rates }) => [rates, rates])
        .map(async (rates) => {
          for (let asked = 0; asked < 150; asked++) {
            const atMs = performance.now();
            const answer = await rates.reserve("t", "p", { ratePerSecond, burst, n });
            if (answer.granted) grants.push({ atMs, n });
          }
        }),
    );
    const seconds = (performance.now() - begunMs) / 1_000;
    grants.sort((a, b) => a.atMs - b.atMs);
    expect(holds(grants, ratePerSecond, burst, 1)).toBe(true);
    const granted = grants.reduce((sum, grant) => sum + grant.n, 0);
    expect(granted).toBeLessThanOrEqual(ratePerSecond * seconds + burst);
    expect(granted).toBeGreaterThanOrEqual(burst);
  });
});

async function memoryStore(clock: ManualClock) {
  const store = await openStore({ url: "sqlite::memory:", clock });
  return { rates: store.rates, close: () => store.close() };
}
