import type { Analyzer } from "../lexical/analyzer.js";
import { type DayInterval, questionDates } from "./question-dates.js";
import { noSpeaker, type SpeakerNames } from "./speaker-names.js";
import { asksWhen } from "./turn-cues.js";

/** Of a longer question the first and the last half of this are read. */
export const questionCharactersMax = 4096;
/** Most distinct terms of a question that are looked up; the first ones count. */
export const questionTermsMax = 256;

/** What recall takes from the words of a question. */
export interface Question {
  /** Distinct terms to look up; names of speakers and stop words are not among them. */
  readonly terms: readonly string[];
  /** The speaker it names, when it names exactly one; else {@link noSpeaker}. */
  readonly speaker: number;
  readonly asksWhen: boolean;
  readonly dates: readonly DayInterval[];
}

/** What a question is read against. */
export interface QuestionContext {
  readonly analyzer: Analyzer;
  readonly speakers: SpeakerNames;
  /** Years the indexed units cover. */
  readonly years: Iterable<number>;
}

/** A question that says nothing. */
export const emptyQuestion: Question = {
  terms: [],
  speaker: noSpeaker,
  asksWhen: false,
  dates: [],
};

/** The role a pronoun stands for when the units are spoken by the roles of a chat. */
const rolesByPronoun: ReadonlyMap<string, string> = new Map([
  ["i", "user"],
  ["me", "user"],
  ["my", "user"],
  ["mine", "user"],
  ["we", "user"],
  ["our", "user"],
  ["you", "assistant"],
  ["your", "assistant"],
]);

const wordPattern = /[\p{L}\p{N}]+/gu;
const capitalisedWord = /^\p{Lu}\p{L}/u;

/** Reads a question: whom it names, which terms it holds, whether and which times it asks for. */
export function parseQuestion(text: string, context: QuestionContext): Question {
  const { analyzer, speakers, years } = context;
  const isEnglish = analyzer.language === "en";
  const clipped = clip(text);
  const capitalised = capitalisedWords(clipped, analyzer);
  const named = new Set<number>();
  const terms = new Set<string>();
  for (const word of analyzer.words(clipped)) {
    const term = analyzer.term(word);
    const ids = namedSpeakers(word, {
      speakers,
      isCapitalised: capitalised.has(word),
      isStopWord: term === undefined,
      role: isEnglish ? rolesByPronoun.get(word) : undefined,
    });
    for (const id of ids) named.add(id);
    const isTerm = ids.length === 0 && term !== undefined;
    if (isTerm && terms.size < questionTermsMax) terms.add(term);
  }
  const [onlyNamed = noSpeaker] = named;
  const lowerCase = clipped.toLowerCase();
  return {
    terms: [...terms],
    speaker: named.size === 1 ? onlyNamed : noSpeaker,
    asksWhen: isEnglish && asksWhen(lowerCase),
    dates: isEnglish ? questionDates(lowerCase, years) : [],
  };
}

interface WordOfQuestion {
  readonly speakers: SpeakerNames;
  readonly isCapitalised: boolean;
  readonly isStopWord: boolean;
  readonly role: string | undefined;
}

/**
 * A word names a speaker when it is a word of his name or, capitalised, its beginning. A name that
 * is also a stop word ("Will", "May") must be capitalised; "car" never names Caroline.
 */
function namedSpeakers(word: string, about: WordOfQuestion): readonly number[] {
  const { speakers, isCapitalised, isStopWord, role } = about;
  if (role !== undefined) {
    const id = speakers.idOf(role);
    if (id !== noSpeaker) return [id];
  }
  if (isStopWord && !isCapitalised) return [];
  const exact = speakers.namedBy(word);
  if (exact !== undefined) return [...exact];
  return isCapitalised ? speakers.namedByPrefix(word) : [];
}

/** Words, in lower case, that stand capitalised somewhere after the first word. */
function capitalisedWords(text: string, analyzer: Analyzer): ReadonlySet<string> {
  const capitalised = new Set<string>();
  for (const word of (text.match(wordPattern) ?? []).slice(1)) {
    if (!capitalisedWord.test(word)) continue;
    for (const part of analyzer.words(word)) capitalised.add(part);
  }
  return capitalised;
}

/** A message with a pasted document asks before it or after it. */
function clip(text: string): string {
  if (text.length <= questionCharactersMax) return text;
  const half = questionCharactersMax / 2;
  return `${text.slice(0, half)}\n${text.slice(-half)}`;
}
