import { daysInMonth, monthNames } from "../../recall/calendar.js";
import type { FactCandidate } from "./extracted-fact.js";

const monthWords = [...monthNames, ...monthNames.map((name) => name.slice(0, 3)), "sept"]
  .sort((a, b) => b.length - a.length)
  .join("|");
/** Not inside a word or a longer number. */
const before = String.raw`(?<![\p{L}\p{N}_]|\d[-/.])`;
const after = String.raw`(?![\p{L}\p{N}_]|[-/.:+]\d)`;
const minutes = String.raw`(?:[01]\d|2[0-3]):[0-5]\d`;
const seconds = String.raw`:[0-5]\d(?:[.,]\d{1,9})?`;
const offset = String.raw`Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?`;
/** After a space "13:56-14:30" is two times, so an offset needs seconds before it. */
const time = `T${minutes}(?:${seconds})?(?:${offset})?| ${minutes}(?:${seconds}(?:${offset})?)?`;
/** The two times of ISO 8601 that few clocks show: a leap second and the end of the day. */
const rareTime = String.raw`T(?:${minutes}:60|24:00(?::00)?)(?:[.,]\d{1,9})?(?:${offset})?${after}`;

const yearFirst = new RegExp(
  String.raw`${before}(\d{4})([-/.])(\d\d)\2(\d\d)(?:(${time})?${after}|(?=${rareTime}))`,
  "gu",
);
const yearLast = new RegExp(String.raw`${before}(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${after}`, "gu");
const dayMonthYear = new RegExp(
  String.raw`${before}(\d{1,2})(?:st|nd|rd|th)?(?: of)? (${monthWords})\.?,? (\d{4})${after}`,
  "giu",
);
const monthDayYear = new RegExp(
  String.raw`${before}(${monthWords})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})${after}`,
  "giu",
);
/** After a day it would be the rest of a date that no calendar has. */
const afterDay = String.raw`(?<!\d(?:st|nd|rd|th)?(?: of)? )`;
const monthYear = new RegExp(
  String.raw`${before}${afterDay}(${monthWords})\.?,? ((?:19|20)\d\d)${after}`,
  "giu",
);
const capital = /^\p{Lu}/u;
const offsetDigits = /([+-]\d\d)(?::?(\d\d))?$/;

/**
 * Dates with a year, written as in ISO 8601, in numbers, or with an English month name; days that
 * no calendar has are none. Normalized to ISO 8601 (`2023-05-08`, `2023-05-08T13:56:07+02:00`,
 * `2023-05`), but `05/08/2023`, which is May or August, stays as written. Of a leap second or the
 * end of a day (`T23:59:60`, `T24:00`), which cannot be reckoned with, only the date is taken.
 */
export function* findDates(text: string): Generator<FactCandidate> {
  for (const match of text.matchAll(yearFirst)) {
    const [, year = "", , month, day, timeOfDay] = match;
    const date = isoDate(year, Number(month), Number(day));
    if (date !== undefined) yield candidate(match, date + isoTime(timeOfDay));
  }
  for (const match of text.matchAll(yearLast)) {
    const normalized = readYearLast(match);
    if (normalized !== undefined) yield candidate(match, normalized);
  }
  for (const match of text.matchAll(dayMonthYear)) {
    const [, day, month = "", year = ""] = match;
    const date = isoDate(year, monthNumber(month), Number(day));
    if (date !== undefined) yield candidate(match, date);
  }
  for (const match of text.matchAll(monthDayYear)) {
    const [, month = "", day, year = ""] = match;
    const date = isoDate(year, monthNumber(month), Number(day));
    if (date !== undefined) yield candidate(match, date);
  }
  for (const match of text.matchAll(monthYear)) {
    const [written, month = "", year = ""] = match;
    // "may" and "march" in lower case are more often verbs.
    if (capital.test(written)) yield candidate(match, `${year}-${pad(monthNumber(month))}`);
  }
}

/** With dots the day always comes first; with slashes or hyphens it depends on the country. */
function readYearLast(match: RegExpExecArray): string | undefined {
  const [written, first, mark, second, year = ""] = match;
  const dayFirst = isoDate(year, Number(second), Number(first));
  if (mark === ".") return dayFirst;
  const monthFirst = isoDate(year, Number(first), Number(second));
  if (dayFirst === undefined || monthFirst === undefined) return dayFirst ?? monthFirst;
  return dayFirst === monthFirst ? dayFirst : written;
}

/** Years before 1000 would not be what four digits mean here. Months count from 1. */
function isoDate(year: string, month: number, day: number): string | undefined {
  if (Number(year) < 1000 || month < 1 || month > 12) return undefined;
  if (day < 1 || day > daysInMonth(Number(year), month - 1)) return undefined;
  return `${year}-${pad(month)}-${pad(day)}`;
}

/** The time of day with its `T` before it and a point and a colon where ISO 8601 prefers them. */
function isoTime(written = ""): string {
  return written
    .replace(" ", "T")
    .replace(",", ".")
    .replace(offsetDigits, (_offset, hours: string, minutes = "00") => `${hours}:${minutes}`);
}

function monthNumber(name: string): number {
  const lowerCase = name.toLowerCase();
  return monthNames.findIndex((month) => month.startsWith(lowerCase)) + 1;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}

function candidate(match: RegExpExecArray, normalized: string): FactCandidate {
  return { kind: "date", start: match.index, end: match.index + match[0].length, normalized };
}
