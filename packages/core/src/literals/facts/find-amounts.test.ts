import { describe, expect, test } from "@jest/globals";
import { findAmounts } from "./find-amounts.js";

/** The amounts of a text as they stand there, each with its normalized form. */
function amounts(text: string): [string, string][] {
  return Array.from(findAmounts(text), (it) => [text.slice(it.start, it.end), it.normalized]);
}

describe("findAmounts", () => {
  test.each([
    ["€1,234.50", "1234.50 EUR"],
    ["1.234,50 €", "1234.50 EUR"],
    ["1'234.50 CHF", "1234.50 CHF"],
    ["1\u202f234,50\u00a0€", "1234.50 EUR"],
    ["₹12,34,567", "1234567 INR"],
    ["$1,234", "1234 $"],
    ["USD 1,234", "1234 USD"],
    ["US$7", "7 USD"],
    ["$5 USD", "5 USD"],
    ["-$5.00", "-5.00 $"],
    ["−4 °C", "-4 °C"],
    ["+4 °C", "4 °C"],
    ["50%", "50 %"],
    ["12.5 percent", "12.5 %"],
    ["250ms", "250 ms"],
    ["3 hours", "3 h"],
    ["0,5 l", "0.5 l"],
    ["007 kg", "7 kg"],
    ["60 km/h", "60 km/h"],
    ["5 kg/m²", "5 kg/m²"],
    ["€10/month", "10 EUR/month"],
    ["3 thousand km", "3000 km"],
    ["$3.25 million", "3250000 $"],
    ["$3.2B", "3200000000 $"],
    ["5M€", "5000000 EUR"],
    ["5 M €", "5000000 EUR"],
    ["5 yuan", "5 CNY"],
    ["9007199254740993.1 kB", "9007199254740993.1 kB"],
  ])("%s", (written, normalized) => {
    expect(amounts(`(${written}, ok)`)).toEqual([[written, normalized]]);
  });

  test.each(["1.234 €", "1,234 €", "1.234 kg", "12 500 g", "$1.299", "1 234,50 €"])(
    "%s can be read in two ways and stays as written",
    (written) => {
      expect(amounts(`(${written}, ok)`)).toEqual([[written, written]]);
    },
  );

  test.each([
    ["a bare number", "42 and 7.5, 1,000"],
    ["a range", "5-10 kg, 5–10 kg"],
    ["a fraction", "1/2 kg"],
    ["a clock time", "12:30 h"],
    ["an exponent", "1e5 kg, 1.5e-3 s, €1e5, 5 m^2"],
    ["a number without its beginning", ".5 kg, 1.2.3 kg, 1,2,3 kg"],
    ["a decade", "the 1990s"],
    ["a longer word", "5 kgs, 5 kg_a, x5 kg, 5km2h, 5 metric"],
    ["a unit that is also a word", "5 in, 5 us, 4 A"],
    ["trillions or shirts", "$50 T shirts"],
    ["a word in place of a currency", "in euros 5"],
  ])("%s is no amount", (_name, text) => {
    expect(amounts(text)).toEqual([]);
  });

  test("a multiplier ends where its word ends", () => {
    expect(amounts("a $50 T-shirt, $5 millions")).toEqual([
      ["$50", "50 $"],
      ["$5", "5 $"],
    ]);
  });
});
