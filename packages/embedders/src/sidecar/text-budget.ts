/** Counts the texts that are held, up to a bound, and within the bound of a larger whole. */
export class TextBudget {
  readonly #textsMax: number;
  readonly #whole: TextBudget | undefined;
  #texts = 0;

  /** @param whole - Counts the same texts, with those of others. */
  constructor(textsMax: number, whole?: TextBudget) {
    this.#textsMax = textsMax;
    this.#whole = whole;
  }

  /** Takes in texts; false, and nothing taken, if they are too many here or in the whole. */
  tryTake(texts: number): boolean {
    if (this.#texts + texts > this.#textsMax) return false;
    if (this.#whole?.tryTake(texts) === false) return false;
    this.#texts += texts;
    return true;
  }

  release(texts: number): void {
    this.#texts -= texts;
    this.#whole?.release(texts);
  }
}
