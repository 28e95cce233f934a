import { expect, test } from "@jest/globals";
import {
  lexicalOnlyWeights,
  recallWeights,
  useLiteDenseWeights,
  useLiteWeights,
  vectorOnlyWeights,
} from "./recall-weights.js";

test("without vectors the dense features weigh nothing", () => {
  expect(recallWeights()).toBe(lexicalOnlyWeights);
  expect(lexicalOnlyWeights).toMatchObject({ dense: 0, densePrevious: 0, denseNext: 0 });
});

test("an embedder brings its own two weights and shares the rest", () => {
  const other = recallWeights({ dense: 3, denseNext: 0.5 });
  expect(other).toEqual({ ...useLiteWeights, dense: 3, densePrevious: 1.5, denseNext: 0.5 });
  expect(useLiteWeights).toMatchObject(useLiteDenseWeights);
});

test("a bare vector is asked for nothing but its own weight", () => {
  const { dense, ...others } = vectorOnlyWeights(useLiteDenseWeights);
  expect(dense).toBe(useLiteDenseWeights.dense);
  expect(new Set(Object.values(others))).toEqual(new Set([0]));
});
