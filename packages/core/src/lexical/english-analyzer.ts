import type { Analyzer } from "./analyzer.js";
import { englishIrregularForms } from "./irregular-forms.js";
import { porterStem } from "./porter-stemmer.js";
import { englishStopWords } from "./stop-words.js";
import { splitWords } from "./words.js";

/** Words whose terms are remembered; when the memo is full it starts anew. About 2 MB. */
export const termMemoWordsMax = 16_384;

/** Stands for "no term" in the memo. */
const STOP_WORD = "";

/** Speeds up a pure function and is shared by every index: it never changes an answer. */
const termMemo = new Map<string, string>();

/** English: stop words, irregular forms, Porter's stemmer. */
export const englishAnalyzer: Analyzer = {
  language: "en",
  words: splitWords,
  term(word) {
    const term = termMemo.get(word) ?? memorizeTerm(word);
    return term === STOP_WORD ? undefined : term;
  },
};

function memorizeTerm(word: string): string {
  if (termMemo.size >= termMemoWordsMax) termMemo.clear();
  const key = detach(word);
  const term = englishStopWords.has(key)
    ? STOP_WORD
    : porterStem(englishIrregularForms.get(key) ?? key);
  termMemo.set(key, term);
  return term;
}

/**
 * A copy of its own. Engines make a long word a view of the text it was cut from; remembering the
 * view would hold the whole text in memory.
 */
function detach(word: string): string {
  return Array.from(word).join("");
}
