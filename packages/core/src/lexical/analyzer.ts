/**
 * Turns text into the terms of an inverted index.
 *
 * Must be pure: equal text gives equal terms, always. Give another one to index another language;
 * {@link englishAnalyzer} is the default.
 */
export interface Analyzer {
  /**
   * BCP 47 tag of the language. Recall uses its English patterns (time expressions, questions that
   * ask when, capitalised names, written dates) only when this is `en`.
   */
  readonly language: string;

  /** The words of a text in order, in lower case, stop words included. Linear in the text. */
  words(text: string): string[];

  /** The term a word is indexed under, or `undefined` for a stop word. */
  term(word: string): string | undefined;
}
