import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { QueryBoolean, queryInteger } from "./query-value.js";

describe("QueryBoolean", () => {
  test.each([
    [["true", "True", "TRUE", "1", "yes", "Yes", "on", "ON"], true],
    [["false", "False", "0", "no", "NO", "off"], false],
  ] as const)("%p is %p", (spellings, expected) => {
    for (const spelling of spellings) {
      expect(QueryBoolean.safeParse(spelling)).toEqual({ success: true, data: expected });
    }
  });

  test.each(["", " true", "2", "y", "t", "null", "constructor"])("%j is no boolean", (value) => {
    expect(QueryBoolean.safeParse(value).success).toBe(false);
  });
});

describe("queryInteger", () => {
  test("reads every integer within its bounds, and none beyond", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const result = queryInteger(-1000, 1000).safeParse(String(value));
        expect(result.data).toBe(Math.abs(value) <= 1000 ? value : undefined);
      }),
    );
  });

  test("stops at its edges", () => {
    const schema = queryInteger(1, 100);
    const accepted = ["0", "1", "+7", "007", "100", "101"].map((s) => schema.safeParse(s).success);
    expect(accepted).toEqual([false, true, true, true, true, false]);
  });

  test.each(["", " 1", "1.0", "1e2", "0x10", "NaN", "Infinity", "1_000", "٣", "9".repeat(400)])(
    "%j is no integer",
    (value) => expect(queryInteger(0, 1e9).safeParse(value).success).toBe(false),
  );
});
