import { isWordCharacter } from "./word-character.js";

/** ZERO WIDTH SPACE; {@link markWordBoundaries} needs texts without it, as caseless forms are. */
const boundary = 0x200b;

/** Arguments that one call may take; engines allow more, but not any number. */
const argumentCountMax = 8192;

/**
 * Puts a mark at the beginning and end of every word, so that a phrase stands on word boundaries in
 * a text exactly when the marked phrase is a substring of the marked text. Plain substring search
 * then needs no idea of words. What a word is: {@link isWordCharacter}.
 *
 * Text and phrase must be in {@link caselessForm}. Linear in the text, which at most doubles, but
 * for one unit. Filling a buffer spares the string a piece that `replace` would make for each word.
 *
 * @example
 * const inText = (phrase: string) =>
 *   markWordBoundaries("use c++ now").includes(markWordBoundaries(phrase));
 * inText("c++"); // true
 * inText("us"); // false
 */
export function markWordBoundaries(text: string): string {
  const units = new Uint16Array(2 * text.length + 1);
  let length = 0;
  let isInWord = false;
  for (let i = 0; i < text.length; i++) {
    const codePoint = text.codePointAt(i) as number;
    if (isWordCharacter(codePoint) !== isInWord) {
      units[length++] = boundary;
      isInWord = !isInWord;
    }
    units[length++] = text.charCodeAt(i);
    if (codePoint > 0xffff) units[length++] = text.charCodeAt(++i);
  }
  if (isInWord) units[length++] = boundary;
  return stringOf(units.subarray(0, length));
}

function stringOf(units: Uint16Array): string {
  let text = "";
  for (let from = 0; from < units.length; from += argumentCountMax) {
    const chunk = units.subarray(from, from + argumentCountMax);
    text += Reflect.apply(String.fromCharCode, undefined, chunk);
  }
  return text;
}
