import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readDecimal, shiftDecimal } from "./decimal.js";

describe("readDecimal", () => {
  test.each([
    ["0", "0"],
    ["007", "7"],
    ["5.00", "5.00"],
    ["1,5", "1.5"],
    ["1234,567", "1234.567"],
    ["0,125", "0.125"],
    ["0.125", "0.125"],
    ["1,234.50", "1234.50"],
    ["1.234,50", "1234.50"],
    ["1,234,567", "1234567"],
    ["1.234.567", "1234567"],
    ["1'234", "1234"],
    ["1’234’567.8", "1234567.8"],
    ["1\u00a0234", "1234"],
    ["1\u202f234,5", "1234.5"],
    ["12,34,567.8", "1234567.8"],
    ["9007199254740993.10000000000000000001", "9007199254740993.10000000000000000001"],
  ])("%s is %s", (written, decimal) => {
    expect(readDecimal(written)).toBe(decimal);
  });

  test.each(["1.234", "1,234", "999,000", "12 500", "1 234 567", "1 234,50"])(
    "%s can be read in two ways",
    (written) => {
      expect(readDecimal(written)).toBeUndefined();
    },
  );

  test("a comma groups for those who write a decimal point", () => {
    expect(readDecimal("1,234", true)).toBe("1234");
    expect(readDecimal("1,23", true)).toBe("1.23");
    expect(readDecimal("1.234", true)).toBeUndefined();
  });

  test("reads what is written with other marks than its own", () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{0,14}$/);
    const fraction = fc.stringMatching(/^[0-9]{1,20}$/);
    fc.assert(
      fc.property(digits, fraction, (whole, rest) => {
        const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "'");
        fc.pre(grouped !== whole);
        expect(readDecimal(`${grouped}.${rest}`)).toBe(`${whole}.${rest}`);
        expect(readDecimal(`${grouped},${rest}`)).toBe(`${whole}.${rest}`);
        expect(readDecimal(`${grouped.replaceAll("'", ".")},${rest}`)).toBe(`${whole}.${rest}`);
      }),
    );
  });
});

describe("shiftDecimal", () => {
  test.each([
    ["5", 6, "5000000"],
    ["3.2", 6, "3200000"],
    ["0.0000012", 6, "1.2"],
    ["1.50", 0, "1.50"],
    ["0", 3, "0"],
    ["12.3456789", 3, "12345.6789"],
  ])("%s times 10^%d is %s", (decimal, places, shifted) => {
    expect(shiftDecimal(decimal, places)).toBe(shifted);
  });

  test("is exact where a float is not", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 40n }), fc.nat(12), (number, places) => {
        const shifted = number * 10n ** BigInt(places);
        expect(shiftDecimal(String(number), places)).toBe(String(shifted));
      }),
    );
  });
});
