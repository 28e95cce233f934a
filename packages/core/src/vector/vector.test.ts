import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { DimensionMismatchError, InvalidVectorError } from "../errors.js";
import {
  cosineSimilarity,
  meanDirection,
  squaredNorm,
  toDirection,
  toUnitVector,
  vectorComponentMax,
} from "./direction.js";
import { VectorArena } from "./vector-arena.js";

const vector = (length: number) =>
  fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length })
    .filter((v) => v.some((x) => Math.abs(x) > 1e-6));

function exactCosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  return dot / Math.hypot(...a) / Math.hypot(...b);
}

test("quantising moves a cosine by less than a hundredth", () => {
  fc.assert(
    fc.property(vector(64), vector(64), (a, b) => {
      const cosine = cosineSimilarity(toDirection(a), toDirection(b));
      expect(Math.abs(cosine - exactCosine(a, b))).toBeLessThan(0.01);
    }),
  );
});

test("a direction does not depend on length, and its opposite is its negation", () => {
  fc.assert(
    fc.property(vector(8), (v) => {
      expect(toDirection(v.map((x) => x * 1024))).toEqual(toDirection(v));
      expect(toDirection(v.map((x) => -x))).toEqual(toDirection(v).map((x) => -x));
    }),
  );
});

test("axes and diagonals have the cosines of school geometry", () => {
  const x = toDirection([1, 0]);
  const diagonal = toDirection([3, 3]);
  expect(cosineSimilarity(x, x)).toBe(1);
  expect(cosineSimilarity(x, toDirection([0, 2]))).toBe(0);
  expect(cosineSimilarity(x, toDirection([-5, 0]))).toBe(-1);
  expect(cosineSimilarity(x, diagonal)).toBeCloseTo(Math.SQRT1_2, 12);
  expect(Math.hypot(...toUnitVector(diagonal))).toBeCloseTo(1, 6);
});

test.each([
  ["zero", [0, 0]],
  ["empty", []],
  ["NaN", [1, Number.NaN]],
  ["infinite", [1, Number.POSITIVE_INFINITY]],
  ["too large", [1, vectorComponentMax * 1.001]],
])("a vector that is %s is refused", (_name, v) => {
  expect(() => toDirection(v)).toThrow(InvalidVectorError);
});

test("the largest component allowed is used", () => {
  expect(Array.from(toDirection([vectorComponentMax, 0]))).toEqual([127, 0]);
});

test("vectors of unequal length are refused", () => {
  expect(() => cosineSimilarity(new Int8Array(2), new Int8Array(3))).toThrow(
    DimensionMismatchError,
  );
  expect(() => new VectorArena(3).allocate(Int8Array.of(1, 2))).toThrow(DimensionMismatchError);
});

test("the mean of opposite directions is none", () => {
  expect(meanDirection([toDirection([1, 0]), toDirection([-1, 0])])).toBeUndefined();
  expect(meanDirection([])).toBeUndefined();
  expect(meanDirection([toDirection([1, 0]), toDirection([0, 1])])).toEqual(toDirection([1, 1]));
});

test("an arena scores every live row as cosineSimilarity does, through frees and growth", () => {
  const operations = fc.array(fc.oneof(vector(5), fc.nat()), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(operations, vector(5), (steps, queryVector) => {
      const arena = new VectorArena(5);
      const live = new Map<number, Int8Array>();
      for (const step of steps) {
        if (typeof step === "number") {
          const row = [...live.keys()][step % Math.max(1, live.size)];
          if (row === undefined) continue;
          arena.release(row);
          live.delete(row);
        } else {
          const direction = toDirection(step);
          const row = arena.allocate(direction);
          expect(live.has(row)).toBe(false);
          live.set(row, direction);
        }
      }
      const query = toDirection(queryVector);
      const cosines = arena.score(query);
      for (const [row, direction] of live) {
        expect(arena.row(row)).toEqual(direction);
        expect(cosines[row]).toBeCloseTo(cosineSimilarity(query, direction), 12);
      }
      expect(squaredNorm(query)).toBeGreaterThan(0);
    }),
  );
});
