/** `1:56 pm on 8 May, 2023` */
const sittingDate = /^(\d{1,2}):(\d{2}) ([ap])m on (\d{1,2} [A-Za-z]+),? (\d{4})$/;

/**
 * Reads a date as LoCoMo writes it, taken as UTC.
 *
 * @returns Unix milliseconds, or `undefined` when it is none
 */
export function parseSittingDate(text: string): number | undefined {
  const match = sittingDate.exec(text.trim());
  if (match === null) return undefined;
  const [, hour, minute, half, dayAndMonth, year] = match;
  const midnightMs = Date.parse(`${dayAndMonth} ${year} 00:00 UTC`);
  const hours = (Number(hour) % 12) + (half === "p" ? 12 : 0);
  const timeMs = midnightMs + (hours * 60 + Number(minute)) * 60_000;
  return Number.isFinite(timeMs) ? timeMs : undefined;
}
