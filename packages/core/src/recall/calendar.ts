/** Milliseconds of a UTC day; UTC has no leap seconds here. */
export const dayMs = 86_400_000;

/** English month names in lower case; the place is the month, January 0. */
export const monthNames = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
] as const;

/**
 * Days from 1970-01-01 to a date of the Gregorian calendar, UTC. Months count from 0; a month or
 * day outside its range runs on into the next or the one before.
 */
export function dayNumber(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month, dayOfMonth) / dayMs;
}

/** The Gregorian year that a day since 1970-01-01 lies in. */
export function yearOfDay(day: number): number {
  let year = Math.floor(1970 + day / 365.2425);
  while (dayNumber(year, 0, 1) > day) year -= 1;
  while (dayNumber(year + 1, 0, 1) <= day) year += 1;
  return year;
}

/** Number of days of a month, January 0. */
export function daysInMonth(year: number, month: number): number {
  return dayNumber(year, month + 1, 1) - dayNumber(year, month, 1);
}
