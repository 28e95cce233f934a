import { describe, expect, test } from "@jest/globals";
import { InvalidEmbeddingError } from "./errors.js";
import { normalizeInPlace } from "./unit-vector.js";

describe("normalizeInPlace", () => {
  test("scales the array it is given", () => {
    const vector = Float32Array.of(3, 4);
    expect(normalizeInPlace(vector)).toBe(vector);
    expect(vector[0]).toBeCloseTo(0.6, 6);
  });

  test.each([
    [0, 0],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 1],
  ])("refuses (%d, %d)", (...values) => {
    expect(() => normalizeInPlace(Float32Array.from(values))).toThrow(InvalidEmbeddingError);
  });
});
