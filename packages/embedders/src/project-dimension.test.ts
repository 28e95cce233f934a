import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidEmbeddingError } from "./errors.js";
import { projectDimension, projectedEmbedderId } from "./project-dimension.js";
import { cosine } from "./testing/vectors.js";
import { normalizeInPlace } from "./unit-vector.js";

const unitVector = (length: number) =>
  fc
    .array(fc.integer({ min: -100, max: 100 }), { minLength: length, maxLength: length })
    .filter((values) => values[0] !== 0)
    .map((values) => normalizeInPlace(Float32Array.from(values)));

describe("projectDimension", () => {
  test("keeps every cosine when the target is larger", () => {
    fc.assert(
      fc.property(unitVector(12), unitVector(12), fc.integer({ min: 12, max: 40 }), (a, b, d) => {
        const [left, right] = [projectDimension(a, d), projectDimension(b, d)];
        expect(left).toHaveLength(d);
        expect(cosine(left, right)).toBeCloseTo(cosine(a, b), 5);
      }),
    );
  });

  test("keeps the first coordinates' direction when it is smaller", () => {
    fc.assert(
      fc.property(unitVector(12), fc.integer({ min: 1, max: 11 }), (vector, dimension) => {
        const projected = projectDimension(vector, dimension);
        const expected = normalizeInPlace(vector.slice(0, dimension));
        expect([...projected]).toEqual([...expected]);
        expect(cosine(projected, projected)).toBeCloseTo(1, 5);
      }),
    );
  });

  test("copies when the dimension is the same", () => {
    const vector = Float32Array.of(0.6, 0.8);
    expect([...projectDimension(vector, 2)]).toEqual([...vector]);
    expect(projectDimension(vector, 2)).not.toBe(vector);
  });

  test("refuses what has no direction, and what is no dimension", () => {
    expect(() => projectDimension(Float32Array.of(0, 1), 1)).toThrow(InvalidEmbeddingError);
    for (const dimension of [0, -1, 1.5, Number.NaN]) {
      expect(() => projectDimension(Float32Array.of(1), dimension)).toThrow(InvalidEmbeddingError);
    }
  });

  test("is part of the id", () => {
    expect(projectedEmbedderId("use-lite-int8:713639dff4b5", 384)).toBe(
      "use-lite-int8:713639dff4b5/384",
    );
  });
});
