import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { ignoredHeaderCharactersMax } from "../limits.js";
import { ignoredHeader } from "./ignored-header.js";

test("lists names, and is absent without any", () => {
  expect(ignoredHeader([])).toBeUndefined();
  expect(ignoredHeader(["model"])).toBe("model");
  expect(ignoredHeader(["model", "a b", "é"])).toBe("model, a%20b, %C3%A9");
});

test("holds nothing that a header cannot, and never more than its limit", () => {
  const names = fc.array(fc.string({ unit: "binary", maxLength: 300 }), { maxLength: 20 });
  fc.assert(
    fc.property(names, (given) => {
      const value = ignoredHeader(given) ?? "";
      expect(value).toMatch(/^[A-Za-z0-9_.!~*'()%, -]*$/);
      expect(value.length).toBeLessThanOrEqual(ignoredHeaderCharactersMax);
    }),
  );
});

test("fills up to its limit with whole names", () => {
  const full = "x".repeat(ignoredHeaderCharactersMax);
  expect(ignoredHeader([full])).toBe(full);
  expect(ignoredHeader([`${full}x`, "a"])).toBe("a");
  expect(ignoredHeader(["a", full, "b"])).toBe("a");
});
