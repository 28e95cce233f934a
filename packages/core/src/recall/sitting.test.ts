import { expect, test } from "@jest/globals";
import { opensSitting, sittingGapMs } from "./sitting.js";

test("a sitting ends after a silence of more than four hours", () => {
  const start = 1_683_504_000_000;
  expect(sittingGapMs).toBe(14_400_000);
  expect(opensSitting(start, start + sittingGapMs)).toBe(false);
  expect(opensSitting(start, start + sittingGapMs + 1)).toBe(true);
});

test("a clock that ran backwards opens no sitting", () => {
  expect(opensSitting(sittingGapMs * 3, 0)).toBe(false);
});
