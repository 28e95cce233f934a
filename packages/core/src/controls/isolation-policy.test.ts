import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DimensionMismatchError, InvalidArgumentError } from "../errors.js";
import { cosineSimilarity, type Direction, toDirection } from "../vector/direction.js";
import { controlLimits, defaultMatchThreshold } from "./control-limits.js";
import {
  type IsolationLevel,
  type IsolationPolicyInput,
  isolationLevels,
  judgeTurn,
  resolveIsolationPolicy,
} from "./isolation-policy.js";

const east = toDirection([1, 0]);
const north = toDirection([0, 1]);
const northEast = toDirection([1, 1]);

function judge(input: IsolationPolicyInput, ...directions: Direction[]) {
  return judgeTurn(resolveIsolationPolicy(input), directions);
}

describe("judgeTurn", () => {
  test.each(isolationLevels)("%s with two empty lists blocks nothing", (level) => {
    expect(judge({ level }, east, north)).toBe("admit");
  });

  test("OPEN blocks nothing, whatever is on the lists", () => {
    expect(judge({ level: "OPEN", exclusions: [east], allowed: [north] }, east)).toBe("admit");
  });

  const whenExcluded = [
    ["FILTER", "drop"],
    ["QUARANTINE", "hold"],
  ] as const;
  const selective = ["FILTER", "QUARANTINE"] as const;

  test.each(whenExcluded)("%s: what is near an exclusion it will %s", (level, verdict) => {
    expect(judge({ level, exclusions: [north, east] }, east)).toBe(verdict);
    expect(judge({ level, exclusions: [north] }, east)).toBe("admit");
  });

  test.each(selective)("%s: the allowlist outdoes an exclusion", (level) => {
    expect(judge({ level, exclusions: [east], allowed: [east] }, east)).toBe("admit");
  });

  test.each(selective)("%s: an allowlist alone blocks nothing", (level) => {
    expect(judge({ level, allowed: [north] }, east)).toBe("admit");
  });

  test("LOCKDOWN drops what is not near the allowlist", () => {
    expect(judge({ level: "LOCKDOWN", allowed: [north] }, east)).toBe("drop");
    expect(judge({ level: "LOCKDOWN", allowed: [north, east] }, east)).toBe("admit");
  });

  test("LOCKDOWN with exclusions and no allowlist drops everything", () => {
    expect(judge({ level: "LOCKDOWN", exclusions: [north] }, east)).toBe("drop");
  });

  test("LOCKDOWN admits what is near the allowlist, excluded or not", () => {
    expect(judge({ level: "LOCKDOWN", exclusions: [east], allowed: [east] }, east)).toBe("admit");
  });

  test.each<[IsolationLevel, IsolationPolicyInput]>([
    ["FILTER", { level: "FILTER", exclusions: [east] }],
    ["QUARANTINE", { level: "QUARANTINE", exclusions: [east] }],
    ["LOCKDOWN", { level: "LOCKDOWN", allowed: [north] }],
  ])("%s: one blocked half blocks the pair", (_level, input) => {
    expect(judge(input, north, north)).toBe("admit");
    expect(judge(input, east, north)).toBe(judge(input, east));
    expect(judge(input, north, east)).toBe(judge(input, east));
    expect(judge(input, east)).not.toBe("admit");
  });

  test("each half is judged by itself: one allowed half does not free the other", () => {
    const input = { level: "FILTER", exclusions: [east, northEast], allowed: [northEast] } as const;
    expect(judge(input, northEast)).toBe("admit");
    expect(judge(input, northEast, east)).toBe("drop");
  });

  test("a vector is near at the threshold itself", () => {
    const cosine = cosineSimilarity(northEast, east);
    const policy = { level: "FILTER", exclusions: [northEast] } as const;
    expect(judge({ ...policy, threshold: cosine }, east)).toBe("drop");
    expect(judge({ ...policy, threshold: cosine + 1e-9 }, east)).toBe("admit");
  });

  test("refuses directions of another length", () => {
    const input = { level: "FILTER", exclusions: [toDirection([1, 0, 0])] } as const;
    expect(() => judge(input, east)).toThrow(DimensionMismatchError);
  });

  test("a turn is admitted exactly when each half of it is", () => {
    const direction = fc
      .array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 2 })
      .filter((vector) => vector.some((x) => x !== 0))
      .map(toDirection);
    const list = fc.array(direction, { maxLength: 4 });
    const policies = fc.record({
      level: fc.constantFrom(...isolationLevels),
      exclusions: list,
      allowed: list,
      threshold: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(policies, direction, direction, (policy, message, response) => {
        const halves = [judge(policy, message), judge(policy, response)];
        const pair = judge(policy, message, response);
        expect(pair === "admit").toBe(halves.every((verdict) => verdict === "admit"));
        if (pair !== "admit") expect(pair).toBe(policy.level === "QUARANTINE" ? "hold" : "drop");
      }),
    );
  });
});

describe("resolveIsolationPolicy", () => {
  test("fills in empty lists and the default threshold", () => {
    expect(resolveIsolationPolicy({ level: "FILTER" })).toEqual({
      level: "FILTER",
      exclusions: [],
      allowed: [],
      threshold: defaultMatchThreshold,
    });
    expect(defaultMatchThreshold).toBe(0.8);
  });

  test.each(["exclusions", "allowed"] as const)("%s: 256 are taken, 257 are not", (list) => {
    const full = Array<Direction>(256).fill(east);
    expect([controlLimits.exclusionCountMax, controlLimits.allowedCountMax]).toEqual([256, 256]);
    expect(resolveIsolationPolicy({ level: "FILTER", [list]: full })[list]).toEqual(full);
    expect(() => resolveIsolationPolicy({ level: "FILTER", [list]: [...full, east] })).toThrow(
      InvalidArgumentError,
    );
  });

  test.each([-1.01, 1.01, Number.NaN])("refuses a threshold of %p", (threshold) => {
    expect(() => resolveIsolationPolicy({ level: "FILTER", threshold })).toThrow(
      InvalidArgumentError,
    );
  });

  test.each([-1, 1])("takes a threshold of %p", (threshold) => {
    expect(resolveIsolationPolicy({ level: "FILTER", threshold }).threshold).toBe(threshold);
  });
});
