import { dutch } from "./dutch.js";
import { english } from "./english.js";
import { french } from "./french.js";
import { german } from "./german.js";
import { italian } from "./italian.js";
import type { Language } from "./language.js";
import { portuguese } from "./portuguese.js";
import { spanish } from "./spanish.js";

/** Any other language: words of one to three letters count as function words. */
export const undetermined: Language = { tag: "und", stopWords: new Set(), contentLettersMin: 4 };

/** The languages that have word lists. */
export const listedLanguages: readonly Language[] = [
  dutch,
  english,
  french,
  german,
  italian,
  portuguese,
  spanish,
];

const languages: ReadonlyMap<string, Language> = new Map(listedLanguages.map((it) => [it.tag, it]));

/**
 * The language of a BCP 47 tag; region and script are ignored (`de-AT` is German).
 *
 * @param tag - default: `en`. A language without word lists gives the one tagged `und`.
 */
export function languageOf(tag = "en"): Language {
  const primary = tag.split(/[-_]/, 1)[0] ?? "";
  return languages.get(primary.toLowerCase()) ?? undetermined;
}
