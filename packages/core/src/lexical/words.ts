import { capMarkRuns } from "./cap-mark-runs.js";

/** Characters of a word that are kept; what follows is dropped. Bounds what one word can cost. */
export const wordCharactersMax = 64;

/**
 * NFKC can write one character as eighteen (U+FDFA). Of text that grows beyond twice its length and
 * this much more, as no prose does, the rest is dropped.
 */
export const expansionCharactersMax = 1024;

const apostrophes = /[’‘]/g;
const clitics = /'(?:s|re|ve|ll|d|m|t)\b/g;
const wordPattern = /[\p{L}\p{N}]+/gu;

/**
 * Splits a text into words: runs of letters and digits, in lower case and normal form NFKC, without
 * the English clitics (`'s 're 've 'll 'd 'm 't`), cut to {@link wordCharactersMax}.
 *
 * Linear in the text.
 */
export function splitWords(text: string): string[] {
  const words = capMarkRuns(text)
    .toLowerCase()
    .normalize("NFKC")
    .slice(0, 2 * text.length + expansionCharactersMax)
    .replace(apostrophes, "'")
    .replace(clitics, " ")
    .match(wordPattern);
  if (words === null) return [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word.length > wordCharactersMax) words[i] = word.slice(0, wordCharactersMax);
  }
  return words;
}
