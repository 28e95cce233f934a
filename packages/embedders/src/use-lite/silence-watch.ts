/** Time for which answers that came while this process stood still itself are looked for. */
const graceMs = 1_000;

/** Tells when an answer that is due does not come. */
export class SilenceWatch {
  readonly #silenceMs: number;
  readonly #onSilence: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param silenceMs - milliseconds without a word, after which `onSilence` is called */
  constructor(silenceMs: number, onSilence: () => void) {
    this.#silenceMs = silenceMs;
    this.#onSilence = onSilence;
  }

  /** Counts from now; not at all when nothing is due. */
  begin(isDue: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (isDue) this.#after(this.#silenceMs, () => this.#after(graceMs, this.#onSilence));
  }

  #after(ms: number, callback: () => void): void {
    this.#timer = setTimeout(callback, ms).unref();
  }
}
