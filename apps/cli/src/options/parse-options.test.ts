import { expect, test } from "@jest/globals";
import { parseDurationSeconds } from "./parse-duration.js";
import { integerWithin } from "./parse-integer.js";

test.each([
  ["0s", 0],
  ["90s", 90],
  ["30m", 1800],
  ["12h", 43_200],
  ["400d", 34_560_000],
])("%s is %d seconds", (text, seconds) => {
  expect(parseDurationSeconds(text)).toBe(seconds);
});

test.each(["", "1", "h", "1.5h", "-1h", "1w", "1h ", "1h30m"])(
  "%j is no length of time",
  (text) => {
    expect(() => parseDurationSeconds(text)).toThrow("30m, 12h or 7d");
  },
);

test("whole numbers, from bound to bound", () => {
  const parse = integerWithin(1, 100);
  expect([parse("1"), parse("100")]).toEqual([1, 100]);
  for (const text of ["0", "101", "", "1.5", "1e1", "-5", " 5"]) {
    expect(() => parse(text)).toThrow("from 1 to 100");
  }
});
