import { describe, expect, test } from "@jest/globals";
import { findDates } from "./find-dates.js";
import { resolveOverlaps } from "./resolve-overlaps.js";

/** The dates of a text as they stand there, each with its normalized form. */
function dates(text: string): [string, string][] {
  return resolveOverlaps([...findDates(text)], text.length).map((it) => [
    text.slice(it.start, it.end),
    it.normalized,
  ]);
}

describe("findDates", () => {
  test.each([
    ["2023-05-08", "2023-05-08"],
    ["2023/05/08", "2023-05-08"],
    ["2023.05.08", "2023-05-08"],
    ["2024-02-29", "2024-02-29"],
    ["2023-05-08T13:56", "2023-05-08T13:56"],
    ["2023-05-08 13:56", "2023-05-08T13:56"],
    ["2023-05-08T13:56:07.250Z", "2023-05-08T13:56:07.250Z"],
    ["2023-05-08 13:56:07,25+0530", "2023-05-08T13:56:07.25+05:30"],
    ["2023-05-08T13:56-02", "2023-05-08T13:56-02:00"],
    ["8.5.2023", "2023-05-08"],
    ["13/05/2023", "2023-05-13"],
    ["05-13-2023", "2023-05-13"],
    ["5/5/2023", "2023-05-05"],
    ["8 May 2023", "2023-05-08"],
    ["8th of may, 2023", "2023-05-08"],
    ["May 8, 2023", "2023-05-08"],
    ["SEPT. 3rd 2024", "2024-09-03"],
    ["May 2023", "2023-05"],
    ["Dec. 1999", "1999-12"],
  ])("%s", (written, normalized) => {
    expect(dates(`(${written}).`)).toEqual([[written, normalized]]);
  });

  test("a date of two readings stays as written", () => {
    expect(dates("05/08/2023 or 5-8-2023")).toEqual([
      ["05/08/2023", "05/08/2023"],
      ["5-8-2023", "5-8-2023"],
    ]);
  });

  test.each([
    "2023-02-29",
    "2023-13-01",
    "31.4.2023",
    "32/01/2023",
    "13/13/2023",
    "0999-01-01",
    "12023-05-08",
    "2023-05-081",
    "1.2.3.2023",
    "2023-05-08T25:00",
    "2023-05/08",
    "8 Mayo 2023",
    "8 May",
    "in may 2023",
    "May 3023",
    "30 February 2024",
  ])("%s is none", (text) => {
    expect(dates(text)).toEqual([]);
  });

  test("a time that no clock shows is left out", () => {
    expect(dates("2023-05-08 24:00")).toEqual([["2023-05-08", "2023-05-08"]]);
    expect(dates("2023-05-08 13:56:60")).toEqual([["2023-05-08", "2023-05-08"]]);
  });

  test.each(["T23:59:60Z", "T23:59:60", "T23:59:60.5+02:00", "T24:00", "T24:00:00Z"])(
    "%s leaves the date alone",
    (time) => {
      expect(dates(`at 2024-12-31${time}.`)).toEqual([["2024-12-31", "2024-12-31"]]);
    },
  );

  test.each(["T23:59:61Z", "T23:59:600", "T23:59:60Zulu", "T24:01", "T24:00:01"])(
    "with %s there is none",
    (time) => {
      expect(dates(`at 2024-12-31${time}.`)).toEqual([]);
    },
  );

  test("after a space a second time is no offset", () => {
    expect(dates("2023-05-08 13:56-14:30")).toEqual([["2023-05-08", "2023-05-08"]]);
  });
});
