import { dayMs, dayNumber, daysInMonth, monthNames } from "./calendar.js";

const hourMs = 3_600_000;
const minuteMs = 60_000;

const numericDate = /\b(\d{4})([-/])(\d{2})\2(\d{2})(?=$|[T\s,])/i;
const dayMonthYear = /\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,? (\d{4})\b/i;
const monthDayYear = /\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b/i;
const clock = new RegExp(
  [
    String.raw`(?:^|[T\s])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?`,
    " ?([ap]m)?",
    String.raw`(?: ?(?:(?:z|utc|gmt)|([+-])(\d{2}):?(\d{2})))?`,
    String.raw`(?=$|[\s,])`,
  ].join(""),
  "i",
);
/** What may stand beside the date and the time without making it something else. */
const fillerWords: ReadonlySet<string> = new Set(
  `on at mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday
  sun sunday`.split(/\s+/),
);

/** Longer text is not read: it is a sentence, not a stamp. */
export const dateStampCharactersMax = 64;

/**
 * Reads a written date, with or without a time of day, as milliseconds since the epoch: ISO 8601,
 * `2023/05/08`, `8 May 2023`, `May 8, 2023`, `1:56 pm on 8 May, 2023`. UTC unless an offset is
 * written, midnight unless a time is.
 *
 * Unlike `Date.parse` it gives the same on every machine, and refuses what holds more than a date.
 *
 * @param text - at most {@link dateStampCharactersMax} characters
 * @returns `undefined` when it is not a date
 */
export function parseDateStamp(text: string): number | undefined {
  if (text.length > dateStampCharactersMax) return undefined;
  const date = findDate(text);
  if (date === undefined) return undefined;
  const rest = text.replace(date.written, " ");
  const time = clock.exec(rest);
  if (!isFiller(time === null ? rest : rest.replace(time[0], " "))) return undefined;
  if (time === null) return date.timeMs;
  const offsetMs = clockOffsetMs(time);
  return offsetMs === undefined ? undefined : date.timeMs + offsetMs;
}

function isFiller(text: string): boolean {
  const words = text.toLowerCase().split(/[\s,]+/);
  return words.every((word) => word === "" || fillerWords.has(word));
}

interface WrittenDate {
  readonly written: string;
  readonly timeMs: number;
}

function findDate(text: string): WrittenDate | undefined {
  const numeric = numericDate.exec(text);
  if (numeric !== null) {
    const [written, year, , month, day] = numeric;
    return toDate(written, Number(year), Number(month) - 1, Number(day));
  }
  const dayFirst = dayMonthYear.exec(text);
  if (dayFirst !== null) {
    const [written, day, month = "", year] = dayFirst;
    return toDate(written, Number(year), monthNamed(month), Number(day));
  }
  const monthFirst = monthDayYear.exec(text);
  if (monthFirst === null) return undefined;
  const [written, month = "", day, year] = monthFirst;
  return toDate(written, Number(year), monthNamed(month), Number(day));
}

/** Years before 1000 would not be what four digits mean here. */
function toDate(
  written: string,
  year: number,
  month: number,
  day: number,
): WrittenDate | undefined {
  if (year < 1000 || month < 0 || month > 11) return undefined;
  if (day < 1 || day > daysInMonth(year, month)) return undefined;
  return { written, timeMs: dayNumber(year, month, day) * dayMs };
}

/** A month's name or its beginning of at least three letters; -1 for anything else. */
function monthNamed(name: string): number {
  const lowerCase = name.toLowerCase();
  return monthNames.findIndex((month) => month.startsWith(lowerCase));
}

/** Milliseconds from midnight UTC to a clock time; `undefined` for one that no clock shows. */
function clockOffsetMs(time: RegExpExecArray): number | undefined {
  const [, hours, minutes, seconds = "0", half, sign, zoneHours = "0", zoneMinutes = "0"] = time;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  }
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const zoneMs = Number(zoneHours) * hourMs + Number(zoneMinutes) * minuteMs;
  const clockMs = hour * hourMs + Number(minutes) * minuteMs + Number(seconds) * 1000;
  return sign === "-" ? clockMs + zoneMs : clockMs - zoneMs;
}
