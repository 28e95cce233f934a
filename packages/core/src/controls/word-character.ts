/**
 * Letters, digits and the marks on them. Scripts that put no spaces between words are left out:
 * there a phrase may begin and end anywhere, or it would be found in hardly any sentence (Unicode
 * Standard Annex #29 leaves the words of these scripts to dictionaries).
 */
const pattern =
  /(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}\p{M}]/u;

const unknown = 0;
const no = 1;
const yes = 2;

/** What the pattern said of the code points below 0x10000; a look-up costs less than a match. */
const known = new Uint8Array(0x10000);

/** Whether a code point is part of a word: between two that are, no word begins or ends. */
export function isWordCharacter(codePoint: number): boolean {
  if (codePoint >= known.length) return pattern.test(String.fromCodePoint(codePoint));
  if (known[codePoint] === unknown) {
    known[codePoint] = pattern.test(String.fromCodePoint(codePoint)) ? yes : no;
  }
  return known[codePoint] === yes;
}
