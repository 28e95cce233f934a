import { describe, expect, test } from "@jest/globals";
import { InvalidArgumentError } from "../errors.js";
import { cosineScale, learnCosine, priorCosines } from "./cosine-profile.js";

describe("cosineScale", () => {
  test("leaves cosines as they are without a profile", () => {
    expect(cosineScale(undefined, priorCosines)(0.42)).toBe(0.42);
  });

  test("maps a measured profile to Universal Sentence Encoder Lite's statistics", () => {
    const scale = cosineScale({ mean: 0.8, deviation: 0.05 }, priorCosines);
    expect(scale(0.8)).toBeCloseTo(0.356, 12);
    expect(scale(0.85)).toBeCloseTo(0.356 + 0.166, 12);
  });

  test("uses the reference that was measured over the same pairs", () => {
    const reference = { mean: 0.4, deviation: 0.2 };
    const scale = cosineScale({ mean: 0.8, deviation: 0.05, reference }, priorCosines);
    expect(scale(0.85)).toBeCloseTo(0.6, 12);
  });

  test("says nothing more beyond -3 and 3.5 deviations", () => {
    const scale = cosineScale({ mean: 0, deviation: 0.1 }, priorCosines);
    expect(scale(-0.3)).toBeCloseTo(0.356 - 3 * 0.166, 12);
    expect(scale(-1)).toBe(scale(-0.30001));
    expect(scale(0.35)).toBeCloseTo(0.356 + 3.5 * 0.166, 12);
    expect(scale(1)).toBe(scale(0.35001));
  });

  test("learned: starts from the prior", () => {
    const scale = cosineScale("learned", priorCosines);
    expect(scale(0.6)).toBeCloseTo(0.356, 12);
    expect(scale(0.6 + Math.sqrt(0.02))).toBeCloseTo(0.356 + 0.166, 12);
  });

  test.each([
    [{ mean: 0.5, deviation: 0 }],
    [{ mean: Number.NaN, deviation: 0.1 }],
    [{ mean: 0.5, deviation: Number.POSITIVE_INFINITY }],
    [{ mean: 0.5, deviation: 0.1, reference: { mean: 0.4, deviation: -1 } }],
  ])("refuses %o", (profile) => {
    expect(() => cosineScale(profile, priorCosines)).toThrow(InvalidArgumentError);
  });
});

describe("learnCosine", () => {
  test("updates mean and variance by Welford's recurrence, the prior counting once", () => {
    expect(learnCosine(priorCosines, 0.2)).toEqual({ mean: 0.4, variance: 0.05, weight: 2 });
  });

  test("forgets beyond 40 observations, so that the scale can follow", () => {
    let learned = priorCosines;
    for (let i = 0; i < 500; i++) learned = learnCosine(learned, i % 2 === 0 ? 0.1 : 0.3);
    expect(learned.weight).toBe(40);
    expect(learned.mean).toBeCloseTo(0.2, 2);
    expect(Math.sqrt(learned.variance)).toBeCloseTo(0.1, 2);
  });

  test("stays usable in a session that repeats itself for ever", () => {
    let learned = priorCosines;
    for (let i = 0; i < 5_000; i++) learned = learnCosine(learned, 1);
    expect(cosineScale("learned", learned)(1)).toBeCloseTo(0.356, 4);
  });
});
