import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { dayMs, dayNumber, daysInMonth, yearOfDay } from "./calendar.js";

describe("calendar", () => {
  test("counts days from 1970-01-01", () => {
    expect(dayNumber(1970, 0, 1)).toBe(0);
    expect(dayNumber(2023, 4, 8)).toBe(19_485);
  });

  test("knows how long months are", () => {
    expect(daysInMonth(2023, 1)).toBe(28);
    expect(daysInMonth(2024, 1)).toBe(29);
    expect(daysInMonth(2023, 11)).toBe(31);
  });

  test("finds the year on both sides of New Year", () => {
    expect(yearOfDay(dayNumber(2024, 0, 1))).toBe(2024);
    expect(yearOfDay(dayNumber(2024, 0, 1) - 1)).toBe(2023);
  });

  test("finds the year of any day the way Date does", () => {
    const fourDigitYears = { min: dayNumber(1000, 0, 1), max: dayNumber(9999, 11, 31) };
    fc.assert(
      fc.property(fc.integer(fourDigitYears), (day) => {
        expect(yearOfDay(day)).toBe(new Date(day * dayMs).getUTCFullYear());
      }),
    );
  });
});
