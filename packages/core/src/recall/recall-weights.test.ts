import { expect, test } from "@jest/globals";
import {
  lexicalOnlyWeights,
  recallWeights,
  useLiteDenseWeights,
  useLiteWeights,
} from "./recall-weights.js";

test("without vectors the dense features weigh nothing", () => {
  expect(recallWeights()).toBe(lexicalOnlyWeights);
  expect(lexicalOnlyWeights).toMatchObject({ dense: 0, denseNext: 0 });
});

test("an embedder brings its own two weights and shares the rest", () => {
  const other = recallWeights({ dense: 3, denseNext: 0.5 });
  expect(other).toEqual({ ...useLiteWeights, dense: 3, denseNext: 0.5 });
  expect(useLiteWeights).toMatchObject(useLiteDenseWeights);
});
