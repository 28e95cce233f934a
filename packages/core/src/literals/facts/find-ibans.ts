import type { FactCandidate } from "./extracted-fact.js";
import { hasIbanCheckDigits, ibanLength } from "./iban.js";

const ibanStart = /(?<![\p{L}\p{N}])[A-Za-z]{2}\d\d/gu;
const alphanumeric = /^[A-Za-z0-9]$/;
const space = /^[ \u00a0\u202f]$/;
const groupLength = 4;

/**
 * International bank account numbers (ISO 13616), in one piece or in groups of four, of the
 * country's length and with right check digits. Normalized to capitals without spaces.
 */
export function* findIbans(text: string): Generator<FactCandidate> {
  for (const { index } of text.matchAll(ibanStart)) {
    const length = ibanLength(text.slice(index, index + 2).toUpperCase());
    const read = length === undefined ? undefined : readGroups(text, index, length);
    if (read !== undefined && hasIbanCheckDigits(read.iban)) {
      yield { kind: "iban", start: index, end: read.end, normalized: read.iban };
    }
  }
}

function readGroups(
  text: string,
  start: number,
  length: number,
): { readonly iban: string; readonly end: number } | undefined {
  let iban = "";
  let at = start;
  while (iban.length < length) {
    if (iban !== "" && iban.length % groupLength === 0 && space.test(text.charAt(at))) at += 1;
    const character = text.charAt(at);
    if (!alphanumeric.test(character)) return undefined;
    iban += character.toUpperCase();
    at += 1;
  }
  return alphanumeric.test(text.charAt(at)) ? undefined : { iban, end: at };
}
