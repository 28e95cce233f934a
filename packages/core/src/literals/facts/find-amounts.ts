import { readDecimal, shiftDecimal } from "./decimal.js";
import type { FactCandidate } from "./extracted-fact.js";
import {
  canonicalCurrencies,
  canonicalUnits,
  decimalPointCurrencies,
  multiplierLetters,
  multiplierWords,
} from "./units.js";

const space = "[ \\u00a0\\u2009\\u202f]";
/** A part of a number, of a word, of a range, a ratio, a fraction or a clock time is no amount. */
const outside = String.raw`(?<![\p{L}\p{N}_.,]|[\p{L}\p{N}_)][-–−+/:⁄])`;
const grouped = String.raw`\d{1,3}([.,'’ \u00a0\u2009\u202f])\d{3}(?:\1\d{3}){0,9}(?:(?!\1)[.,]\d{1,30})?`;
const indian = String.raw`\d{1,2}(?:,\d\d){1,9},\d{3}(?:\.\d{1,30})?`;
const plain = String.raw`\d{1,30}(?:[.,]\d{1,30})?`;
const number = new RegExp(`${outside}(?:${grouped}|${indian}|${plain})(?!\\d|[.,'’]\\d)`, "gu");

/** Words stand after the number only. */
const currencySigns = [...canonicalCurrencies.keys()].filter((it) => !/^[a-z]{3,12}$/.test(it));
const sign = /(?<![\p{L}\p{N}])[-−+]$/u;
const currencyBefore = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])([-−+]?)(${alternatives(currencySigns)})${space}?$`,
  "u",
);
/** Longest sign, currency and space before a number, and the character before them. */
const prefixLengthMax = 12;

/** Not inside a longer word, nor followed by an exponent. */
const wordEnd = String.raw`(?![\p{L}\p{N}_^]|/\p{L})`;
const per = String.raw`(/\p{L}{1,12}[²³]?)?`;
const unitAfter = new RegExp(
  `${space}?(${alternatives(canonicalUnits.keys())})${per}${wordEnd}`,
  "uy",
);
const perAfter = new RegExp(`${per}${wordEnd}`, "uy");
const multiplierAfter = new RegExp(
  `${space}?(${alternatives([...multiplierWords.keys(), ...multiplierLetters.keys()])})(?![\\p{L}\\p{N}_-])`,
  "uy",
);
const decade = /^[12]\d\d0$/;

interface Unit {
  readonly canonical: string;
  /** What it is counted by, with its slash: `/month`. */
  readonly per: string;
  readonly end: number;
}

interface Multiplier {
  readonly places: number;
  readonly isWord: boolean;
  /** A single letter with a space before it. */
  readonly isApart: boolean;
  readonly end: number;
}

/** What stands around a number and makes it an amount. */
interface Surroundings {
  readonly start: number;
  readonly isNegative: boolean;
  readonly unit: Unit;
  readonly places: number;
}

/**
 * Numbers with a unit or currency: `1.5 kg`, `€1,234.50`, `-4 °C`, `$3.2 million`, `60 km/h`.
 * Normalized to the decimal and the unit (`1234.50 EUR`); as written when the number can be read in
 * two ways. The number goes from string to string, never through a float.
 */
export function* findAmounts(text: string): Generator<FactCandidate> {
  for (const { 0: written, index } of text.matchAll(number)) {
    const end = index + written.length;
    const before = text.slice(Math.max(0, index - prefixLengthMax), index);
    const prefix = currencyBefore.exec(before);
    const found =
      prefix === null
        ? withUnitAfter(text, index, end)
        : withCurrencyBefore(text, index - prefix[0].length, end, prefix);
    if (found === undefined) continue;
    const { start, unit, places } = found;
    const decimal = readDecimal(written, decimalPointCurrencies.has(unit.canonical));
    const value = decimal === undefined ? undefined : shiftDecimal(decimal, places);
    const normalized =
      value === undefined
        ? text.slice(start, unit.end)
        : `${found.isNegative ? "-" : ""}${value} ${unit.canonical}${unit.per}`;
    yield { kind: "amount", start, end: unit.end, normalized };
  }
}

function withCurrencyBefore(
  text: string,
  start: number,
  end: number,
  [, written, currency = ""]: RegExpExecArray,
): Surroundings | undefined {
  const multiplier = readMultiplier(text, end);
  const amountEnd = multiplier?.end ?? end;
  const after = readUnit(text, amountEnd);
  const around = { start, isNegative: isMinus(written), places: multiplier?.places ?? 0 };
  // "$5 USD" names its currency twice; the second says which dollar.
  if (after !== undefined && isCurrency(after)) return { ...around, unit: after };
  // "$50 T" may be trillions or the start of "T shirts".
  if (multiplier?.isApart === true) return undefined;
  const counted = readPer(text, amountEnd);
  const canonical = canonicalCurrencies.get(currency) ?? currency;
  return counted && { ...around, unit: { canonical, ...counted } };
}

function withUnitAfter(text: string, index: number, end: number): Surroundings | undefined {
  const written = sign.exec(text.slice(Math.max(0, index - 2), index))?.[0] ?? "";
  const around = { start: index - written.length, isNegative: isMinus(written) };
  const multiplier = readMultiplier(text, end);
  if (multiplier !== undefined) {
    const unit = readUnit(text, multiplier.end);
    const isMeant = unit !== undefined && (multiplier.isWord || isCurrency(unit));
    if (isMeant) return { ...around, unit, places: multiplier.places };
  }
  const unit = readUnit(text, end);
  const isDecade = text.charAt(end) === "s" && decade.test(text.slice(index, end));
  return unit === undefined || isDecade ? undefined : { ...around, unit, places: 0 };
}

function isMinus(sign: string | undefined): boolean {
  return sign === "-" || sign === "−";
}

function readUnit(text: string, at: number): Unit | undefined {
  unitAfter.lastIndex = at;
  const match = unitAfter.exec(text);
  if (match === null) return undefined;
  const [whole, written = "", counted = ""] = match;
  const canonical = canonicalUnits.get(written) ?? written;
  return { canonical, per: counted, end: at + whole.length };
}

/** What an amount of money is counted by, if anything; `undefined` inside a longer word. */
function readPer(text: string, at: number): Pick<Unit, "per" | "end"> | undefined {
  perAfter.lastIndex = at;
  const match = perAfter.exec(text);
  if (match === null) return undefined;
  const counted = match[1] ?? "";
  return { per: counted, end: at + counted.length };
}

function readMultiplier(text: string, at: number): Multiplier | undefined {
  multiplierAfter.lastIndex = at;
  const match = multiplierAfter.exec(text);
  if (match === null) return undefined;
  const [whole, written = ""] = match;
  const ofWord = multiplierWords.get(written);
  return {
    places: ofWord ?? multiplierLetters.get(written) ?? 0,
    isWord: ofWord !== undefined,
    isApart: written.length === 1 && whole.length > written.length,
    end: at + whole.length,
  };
}

function isCurrency(unit: Unit): boolean {
  return canonicalCurrencies.has(unit.canonical);
}

/** The words as alternatives of a pattern, longest first, so that the first that fits is meant. */
function alternatives(words: Iterable<string>): string {
  return [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/\$/g, "\\$&"))
    .join("|");
}
