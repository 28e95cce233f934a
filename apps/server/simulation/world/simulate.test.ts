import { describe, expect, test } from "@jest/globals";
import { simulate } from "./simulate.js";

const seeds = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

describe("simulate", () => {
  test("the same seed gives the same trace, to the last event", async () => {
    for (const seed of seeds(8, 6)) {
      const first = await simulate(seed, { keepTrace: true });
      const second = await simulate(seed, { keepTrace: true });
      expect(second.trace).toEqual(first.trace);
      expect(second.traceHash).toBe(first.traceHash);
    }
  });

  test("another seed gives another trace", async () => {
    const [one, other] = [await simulate(1), await simulate(2)];
    expect(other.traceHash).not.toBe(one.traceHash);
  });

  test("no seed breaks a rule, and the seeds meet what they are for", async () => {
    const met = new Set<string>();
    for (const seed of seeds(1, 80)) {
      const { violations, counts } = await simulate(seed);
      expect({ seed, violations }).toEqual({ seed, violations: [] });
      for (const what of counts.keys()) met.add(what);
    }
    expect([...met]).toEqual(
      expect.arrayContaining([
        "damage snapshot",
        "delivery dropped",
        "delivery realigned",
        "delivery realignment-begun",
        "delivery recorded",
        "delivery relayed",
        "delivery repeated",
        "delivery retracted",
        "feedback answered",
        "harm clock",
        "harm crash",
        "harm drain",
        "harm outage",
        "harm pause",
        "harm restart",
        "store under a key answered",
      ]),
    );
  });
});
