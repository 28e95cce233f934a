import { english } from "./english.js";
import type { Language } from "./language.js";
import { listedLanguages, undetermined } from "./languages.js";

/** Function words that another language than English must show, and more of them than English. */
const functionWordsMin = 2;

/** Words from which on a text without function words is in no listed language … */
const tellingWords = 8;
/** … which have at least one in so many words. English talk has about one in two. */
const wordsPerFunctionWordMax = 8;

const wordStart = /^\p{L}/u;
const otherScript = /^(?!\p{Script=Latin})\p{L}/u;

/**
 * The language of an utterance, by its function words (the small-word technique in Grefenstette,
 * "Comparing two language identification schemes", JADT 1995). Short of evidence it is English; in
 * another script, or with too few function words of any list, it is the one tagged `und`.
 *
 * @param tokens - in lower case, an elided article still tied to its noun
 */
export function detectLanguage(tokens: readonly string[]): Language {
  const words = tokens.filter((token) => wordStart.test(token));
  const foreign = words.filter((word) => otherScript.test(word)).length;
  if (2 * foreign > words.length) return undetermined;
  let best = english;
  let most = functionWords(words, english);
  for (const language of listedLanguages) {
    const found = functionWords(words, language);
    if (found < functionWordsMin || found <= most) continue;
    best = language;
    most = found;
  }
  const isTelling = words.length >= tellingWords;
  return isTelling && most * wordsPerFunctionWordMax < words.length ? undetermined : best;
}

function functionWords(words: readonly string[], { stopWords, elisions }: Language): number {
  let found = 0;
  for (const word of words) {
    const apostrophe = word.indexOf("'");
    const isElided = apostrophe > 0 && elisions?.has(word.slice(0, apostrophe)) === true;
    if (isElided || stopWords.has(word)) found++;
  }
  return found;
}
