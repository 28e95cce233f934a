/**
 * The stemmer of M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the
 * two departures its author published later (`bli` for `abli`, and `logi`).
 *
 * The paper writes a word as `[C](VC)^m[V]`: m, the measure, counts how often a run of vowels is
 * followed by a run of consonants. Each rule removes or replaces a suffix when what stands before
 * it, the stem, is long enough by that measure. In each step the longest suffix that fits decides.
 */

/** A suffix and what replaces it. */
type Rule = readonly [suffix: string, replacement: string];

const step2Rules = rules(`ational ate|tional tion|enci ence|anci ance|izer ize|bli ble|alli al
  |entli ent|eli e|ousli ous|ization ize|ation ate|ator ate|alism al|iveness ive|fulness ful
  |ousness ous|aliti al|iviti ive|biliti ble|logi log`);
const step3Rules = rules("icate ic|ative|alize al|iciti ic|ical ic|ful|ness");
const step4Rules = rules(`al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ion|ou|ism|ate|iti|ous
  |ive|ize`);

const stemmable = /^[a-z]{3,}$/;

/**
 * Stems an English word in lower case. Words of fewer than three letters, and words with anything
 * but the letters a to z, come back as they are.
 *
 * @example
 * ```ts
 * porterStem("relational"); // "relat"
 * ```
 */
export function porterStem(word: string): string {
  if (!stemmable.test(word)) return word;
  let stem = removePastOrGerund(removePlural(word));
  if (stem.endsWith("y") && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = applyLongest(stem, step2Rules, 1);
  stem = applyLongest(stem, step3Rules, 1);
  stem = applyLongest(stem, step4Rules, 2);
  return removeFinalE(stem);
}

/** Step 1a. */
function removePlural(word: string): string {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  if (word.endsWith("s") && !word.endsWith("ss")) return word.slice(0, -1);
  return word;
}

/** Step 1b. */
function removePastOrGerund(word: string): string {
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffixLength = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
  if (suffixLength === 0) return word;
  const stem = word.slice(0, -suffixLength);
  if (!hasVowel(stem)) return word;
  if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) return `${stem}e`;
  if (endsInDoubleConsonant(stem) && !/[lsz]$/.test(stem)) return stem.slice(0, -1);
  if (measure(stem) === 1 && endsInShortSyllable(stem)) return `${stem}e`;
  return stem;
}

/** Steps 2 to 4: one table each. */
function applyLongest(word: string, table: readonly Rule[], measureMin: number): string {
  const rule = table.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const [suffix, replacement] = rule;
  const stem = word.slice(0, -suffix.length);
  if (suffix === "ion" && !/[st]$/.test(stem)) return word;
  return measure(stem) >= measureMin ? stem + replacement : word;
}

/** Steps 5a and 5b. */
function removeFinalE(word: string): string {
  let stem = word;
  if (word.endsWith("e")) {
    const before = word.slice(0, -1);
    const m = measure(before);
    if (m > 1 || (m === 1 && !endsInShortSyllable(before))) stem = before;
  }
  return stem.endsWith("ll") && measure(stem) > 1 ? stem.slice(0, -1) : stem;
}

/** One letter a letter: `v` for a vowel, `c` for a consonant; y is a vowel after a consonant. */
function shapeOf(word: string): string {
  let shape = "";
  for (const letter of word) {
    const isVowel = letter === "y" ? shape.endsWith("c") : "aeiou".includes(letter);
    shape += isVowel ? "v" : "c";
  }
  return shape;
}

/** The m of `[C](VC)^m[V]`. */
function measure(stem: string): number {
  return shapeOf(stem).split("vc").length - 1;
}

function hasVowel(stem: string): boolean {
  return shapeOf(stem).includes("v");
}

function endsInDoubleConsonant(stem: string): boolean {
  return stem.at(-1) === stem.at(-2) && shapeOf(stem).endsWith("cc");
}

/** The paper's *o: consonant, vowel, consonant, the last of them not w, x or y. */
function endsInShortSyllable(stem: string): boolean {
  return shapeOf(stem).endsWith("cvc") && !/[wxy]$/.test(stem);
}

/** Longest suffix first, so that the first that fits is the longest. */
function rules(table: string): readonly Rule[] {
  return table
    .split("|")
    .map((entry): Rule => {
      const [suffix = "", replacement = ""] = entry.trim().split(" ");
      return [suffix, replacement];
    })
    .sort(([a], [b]) => b.length - a.length);
}
