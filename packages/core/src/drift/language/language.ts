/**
 * Discourse cues of one language: closed word lists and patterns without nested repetition.
 *
 * All are matched against lower-case text with straight apostrophes and single spaces. A language
 * that has cues is scored with every feature; one without is scored by vectors, shared words and
 * question marks.
 */
export interface DiscourseCues {
  /** Acknowledgements and reactions that open a turn, e.g. `okay`, `wow`. */
  readonly acknowledgements: ReadonlySet<string>;
  /** Words that point back at what was said, e.g. `it`, `those`, `then`. */
  readonly backReferences: ReadonlySet<string>;
  /** Determiners that introduce a new thing, e.g. `a`, `some`. */
  readonly indefinites: ReadonlySet<string>;
  /** Forms of address, e.g. `you`, `your`. */
  readonly addresses: ReadonlySet<string>;
  /** Modal verbs that make a request of a question with an address, e.g. `could` (you). */
  readonly requestModals: ReadonlySet<string>;
  /** A need or wish that is stated, e.g. `i'm looking for`. */
  readonly statedNeed: RegExp;
  /** Explicit change of topic, e.g. `by the way`. */
  readonly topicShift: RegExp;
  /** Opening that continues what was said, e.g. `how about`. */
  readonly continuation: RegExp;
  /** Greeting at the start. */
  readonly greeting: RegExp;
  /** Thanks and closing formulas. */
  readonly thanks: RegExp;
  /** Report that a task is done, e.g. `reference number`. */
  readonly completion: RegExp;
  /** Offer of further help, e.g. `anything else`. */
  readonly helpOffer: RegExp;
}

/** What drift detection knows of a language. */
export interface Language {
  /** BCP 47 primary subtag, e.g. `en`; `und` for an unknown language. */
  readonly tag: string;
  /** Function words; they carry no topic. */
  readonly stopWords: ReadonlySet<string>;
  /** Words of fewer letters count as function words: for languages without a list. Default: 0. */
  readonly contentLettersMin?: number;
  /** Clitics that an apostrophe ties to the next word, e.g. `l` in `l'hôtel`. Default: none. */
  readonly elisions?: ReadonlySet<string>;
  /** Brings the forms of a word together. Default: the identity. */
  readonly stem?: (word: string) => string;
  /** Absent: the language is scored without discourse features. */
  readonly cues?: DiscourseCues;
}

/** The words of a list that is written with blanks and line breaks between them. */
export function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

/** Matches any of the phrases (regular expression sources) as whole words, anywhere. */
export function phraseAnywhere(...phrases: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${phrases.join("|")})\\b`);
}

/** Matches any of the phrases (regular expression sources) as whole words, at the start. */
export function phraseAtStart(...phrases: readonly string[]): RegExp {
  return new RegExp(`^(?:${phrases.join("|")})\\b`);
}
