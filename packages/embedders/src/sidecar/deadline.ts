import { EmbedderTimeoutError } from "../errors.js";

/** A signal that fires after a time, or with another signal. Its timer keeps the process alive. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  readonly #abort: () => void;

  /** @param reason - What the signal's reason is when the time is up. */
  constructor(
    timeoutMs: number,
    outer?: AbortSignal,
    reason: () => Error = () => new EmbedderTimeoutError(timeoutMs),
  ) {
    this.#timer = setTimeout(() => this.#controller.abort(reason()), timeoutMs);
    this.#outer = outer;
    this.#abort = () => this.#controller.abort(outer?.reason);
    if (outer?.aborted === true) this.#abort();
    outer?.addEventListener("abort", this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Must be called when the wait is over, whichever way. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#abort);
  }
}
