/**
 * Decimal numbers as strings: a float would round `0.1` and lose the zeros of `5.00`. A decimal is
 * digits, optionally followed by `.` and digits.
 */

const leadingZeros = /^0{1,30}(?=\d)/;
const groupDigits = 3;

/**
 * Reads a number as it is written anywhere in the world (`1,234.50`, `1.234,50`, `1'234.50`,
 * `12,34,567.8`) and gives it with a point and without grouping. Zeros at the end are kept.
 *
 * @param written - digits and well-placed separators
 * @param commaGroups - whether the writer's decimal mark cannot be a comma
 * @returns `undefined` when it could mean two numbers (`1.234`, `1,234`) or be two (`12 500`)
 */
export function readDecimal(written: string, commaGroups = false): string | undefined {
  const marks = written.replace(/\d/g, "");
  if (marks.includes(" ")) return undefined;
  const mark = marks.at(-1) ?? "";
  const isDecimalMark = (mark === "." || mark === ",") && marks.indexOf(mark) === marks.length - 1;
  if (!isDecimalMark) return canonical(written, "");
  const at = written.lastIndexOf(mark);
  const whole = written.slice(0, at);
  const fraction = written.slice(at + 1);
  if (marks.length > 1 || !looksGrouped(whole, fraction)) return canonical(whole, fraction);
  return mark === "," && commaGroups ? canonical(written, "") : undefined;
}

/** One separator with three digits after it may group or may mark the fraction. */
function looksGrouped(whole: string, fraction: string): boolean {
  return fraction.length === groupDigits && whole.length <= groupDigits && !whole.startsWith("0");
}

function canonical(whole: string, fraction: string): string {
  const digits = whole.replace(/\D/g, "").replace(leadingZeros, "");
  return fraction === "" ? digits : `${digits}.${fraction}`;
}

/** The decimal times a power of ten, by moving the point. */
export function shiftDecimal(decimal: string, places: number): string {
  const [whole = "", fraction = ""] = decimal.split(".");
  const digits = fraction.padEnd(places, "0");
  return canonical(whole + digits.slice(0, places), digits.slice(places));
}
