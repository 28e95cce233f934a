import type { Indicator } from "./drift-state.js";
import { detectLanguage } from "./language/detect-language.js";
import type { DiscourseCues, Language } from "./language/language.js";

/** Characters of a text that are analysed; of a longer one its beginning and its end. */
export const analyzedCharactersMax = 2_000;

/** Characters kept from the end of a text that is too long: where a question tends to stand. */
const analyzedTailCharacters = 500;

/** Distinct stems kept of one utterance. */
export const stemsMax = 256;

/** Content words before which a back-reference reaches out of its own sentence. */
const earlyContentWords = 3;

/** The words and discourse cues of one utterance. */
export interface UtteranceView {
  /** The language has discourse cues, so that their absence says something too. */
  readonly hasCues: boolean;
  /** Words in the analysed text. */
  readonly words: number;
  /** Distinct stems of the content words, in order of appearance. */
  readonly stems: readonly string[];
  /** The text holds a question mark. */
  readonly question: Indicator;
  /** The last sentence holds a question mark. */
  readonly endsWithQuestion: Indicator;
  readonly acknowledgement: Indicator;
  /** Back-referring words before the third content word; later ones refer inside the sentence. */
  readonly backReferences: number;
  /** Indefinite determiners. */
  readonly indefinites: number;
  /** Addresses the other side, other than to request something. */
  readonly personal: Indicator;
  readonly statedNeed: Indicator;
  readonly topicShift: Indicator;
  readonly continuation: Indicator;
  readonly greeting: Indicator;
  readonly thanks: Indicator;
  readonly completion: Indicator;
  readonly helpOffer: Indicator;
}

/**
 * Reads an utterance for drift detection, in time linear in its length.
 *
 * Cues of a language that has none are 0.
 *
 * @param spoken - as in `DriftModel.language`
 */
export function viewUtterance(text: string, spoken: Language | "detected"): UtteranceView {
  const normalized = normalize(text);
  const words = normalized.match(wordPattern) ?? [];
  const language = spoken === "detected" ? detectLanguage(words) : spoken;
  const tokens = withoutElisions(words, language);
  const lastSentence = normalized.split(/(?<=[.!?]) /).at(-1) ?? "";
  return {
    hasCues: language.cues !== undefined,
    words: tokens.length,
    stems: contentStems(tokens, language),
    question: indicator(normalized.includes("?")),
    endsWithQuestion: indicator(lastSentence.includes("?")),
    ...readCues(normalized, tokens, language),
  };
}

type CueReadings = Omit<
  UtteranceView,
  "hasCues" | "words" | "stems" | "question" | "endsWithQuestion"
>;

const noCues: CueReadings = {
  acknowledgement: 0,
  backReferences: 0,
  indefinites: 0,
  personal: 0,
  statedNeed: 0,
  topicShift: 0,
  continuation: 0,
  greeting: 0,
  thanks: 0,
  completion: 0,
  helpOffer: 0,
};

function readCues(text: string, tokens: readonly string[], language: Language): CueReadings {
  const { cues } = language;
  if (cues === undefined) return noCues;
  return {
    acknowledgement: indicator(cues.acknowledgements.has(tokens[0] ?? "")),
    backReferences: earlyBackReferences(tokens, language.stopWords, cues),
    indefinites: tokens.filter((word) => cues.indefinites.has(word)).length,
    personal: indicator(
      tokens.some(
        (word, i) => cues.addresses.has(word) && !cues.requestModals.has(tokens[i - 1] ?? ""),
      ),
    ),
    statedNeed: indicator(cues.statedNeed.test(text)),
    topicShift: indicator(cues.topicShift.test(text)),
    continuation: indicator(cues.continuation.test(text)),
    greeting: indicator(cues.greeting.test(text)),
    thanks: indicator(cues.thanks.test(text)),
    completion: indicator(cues.completion.test(text)),
    helpOffer: indicator(cues.helpOffer.test(text)),
  };
}

/** Cut twice: before the work that grows with length, and after NFKC, which can lengthen. */
function normalize(text: string): string {
  return headAndTail(headAndTail(text).normalize("NFKC").toLowerCase())
    .replace(/[’‘ʼ`]/g, "'")
    .replace(/\s+/g, " ")
    .replace(/ (?=[.,!?'])/g, "")
    .trim();
}

function headAndTail(text: string): string {
  if (text.length <= analyzedCharactersMax) return text;
  const head = text.slice(0, analyzedCharactersMax - analyzedTailCharacters);
  return `${head} ${text.slice(-analyzedTailCharacters)}`;
}

const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:'\p{L}[\p{L}\p{M}]*)?/gu;

function withoutElisions(tokens: readonly string[], { elisions }: Language): readonly string[] {
  return elisions === undefined ? tokens : tokens.map((token) => withoutElision(token, elisions));
}

function withoutElision(token: string, elisions: ReadonlySet<string>): string {
  const apostrophe = token.indexOf("'");
  return elisions.has(token.slice(0, Math.max(0, apostrophe)))
    ? token.slice(apostrophe + 1)
    : token;
}

function contentStems(tokens: readonly string[], language: Language): readonly string[] {
  const { stopWords, contentLettersMin = 0, stem } = language;
  const stems = new Set<string>();
  for (const word of tokens) {
    if (stopWords.has(word) || word.length < contentLettersMin) continue;
    stems.add(stem === undefined ? word : stem(word));
    if (stems.size === stemsMax) break;
  }
  return [...stems];
}

function earlyBackReferences(
  tokens: readonly string[],
  stopWords: ReadonlySet<string>,
  cues: DiscourseCues,
): number {
  let found = 0;
  let contentWords = 0;
  for (const word of tokens) {
    if (cues.backReferences.has(word)) found++;
    if (!stopWords.has(word)) contentWords++;
    if (contentWords === earlyContentWords) break;
  }
  return found;
}

function indicator(condition: boolean): Indicator {
  return condition ? 1 : 0;
}
