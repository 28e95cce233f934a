import { dayNumber, monthNames } from "./calendar.js";

/** Whole days since 1970-01-01, both ends included. */
export interface DayInterval {
  readonly first: number;
  readonly last: number;
}

/** Most intervals one question is read into. */
export const dayIntervalsMax = 64;

/** Days before a date that already count as on it: a message of the evening before. */
const LEAD_DAYS = 1;
/** People speak of an event after it: e-folding time of the fit. 5 to 60 do the same. */
const DECAY_DAYS = 10;

/** How far before and after a month's name its day and year may begin. */
const REACH_CHARACTERS = 24;

const monthPattern = new RegExp(`\\b(?:${monthNames.join("|")})\\b`, "g");
const yearPattern = /\b(?:19|20)\d\d\b/g;
const dayBefore = /\b(\d{1,2})(?:st|nd|rd|th)?(?: of)?,? $/;
const dayAfter = /^ (\d{1,2})(?:st|nd|rd|th)?\b/;
const yearAfter = /^(?: \d{1,2}(?:st|nd|rd|th)?)?,?(?: of)? ((?:19|20)\d\d)\b/;

/** "May" and "march" are also a verb and a noun; these tell that the month is meant. */
const ambiguousMonths: ReadonlySet<string> = new Set(["may", "march"]);
const datePrepositions = "in|on|of|early|late|mid|since|by|until|during|from|around|before|after";
const dateBefore = new RegExp(String.raw`(?:\b(?:${datePrepositions})|\d(?:st|nd|rd|th)?,?) $`);
const dateAfter = /^ (?:\d|of\b)/;

/**
 * The dates a question names: `8 May 2023`, `May 8`, `June`, or a lone year when there is no month.
 * A date without a year is read with any year of the question, else with every covered year.
 *
 * @param question - in lower case
 * @param coveredYears - the years the conversation covers, in any order
 * @returns at most {@link dayIntervalsMax} intervals
 */
export function questionDates(question: string, coveredYears: Iterable<number>): DayInterval[] {
  const years = (question.match(yearPattern) ?? []).map(Number);
  const fallbackYears = years.length > 0 ? years : [...coveredYears].sort((a, b) => a - b);
  const intervals: DayInterval[] = [];
  for (const match of question.matchAll(monthPattern)) {
    for (const interval of mentionedDates(question, match[0], match.index, fallbackYears)) {
      if (intervals.length === dayIntervalsMax) return intervals;
      intervals.push(interval);
    }
  }
  if (intervals.length > 0) return intervals;
  return years.slice(0, dayIntervalsMax).map((year) => ({
    first: dayNumber(year, 0, 1),
    last: dayNumber(year, 11, 31),
  }));
}

/** Reads the day and year around one mention of a month. */
function mentionedDates(
  question: string,
  monthName: string,
  index: number,
  fallbackYears: readonly number[],
): DayInterval[] {
  const end = index + monthName.length;
  const before = question.slice(Math.max(0, index - REACH_CHARACTERS), index);
  const after = question.slice(end, end + REACH_CHARACTERS);
  const isDate = dateBefore.test(before) || dateAfter.test(after);
  if (ambiguousMonths.has(monthName) && !isDate) return [];

  const month = (monthNames as readonly string[]).indexOf(monthName);
  const day = Number((dayBefore.exec(before) ?? dayAfter.exec(after))?.[1] ?? 0);
  const writtenYear = yearAfter.exec(after)?.[1];
  const years = writtenYear === undefined ? fallbackYears : [Number(writtenYear)];
  return years.map((year) => {
    if (day < 1 || day > 31) {
      return { first: dayNumber(year, month, 1), last: dayNumber(year, month + 1, 0) };
    }
    const date = dayNumber(year, month, day);
    return { first: date, last: date };
  });
}

/**
 * How well a day fits the dates of a question: 1 on such a date or the day before, then falling
 * with the days that have passed since, 0 earlier or when the day is not known (`NaN`).
 */
export function dateFit(day: number, intervals: readonly DayInterval[]): number {
  let best = 0;
  for (const { first, last } of intervals) {
    if (!(day >= first - LEAD_DAYS)) continue;
    best = Math.max(best, day <= last ? 1 : Math.exp(-(day - last) / DECAY_DAYS));
  }
  return best;
}
