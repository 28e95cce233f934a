import { EmbedderCircuitOpenError } from "../errors.js";

/** Failures in a row after which requests stop. */
export const failuresInRowMax = 5;

/** Milliseconds that requests stop for, before one is let through to see. */
export const circuitOpenMs = 10_000;

/** How a request ended, as far as the breaker is concerned. */
export type RequestVerdict = "success" | "failure" | "neutral";

/**
 * Stops requests to a service that fails, so that callers get an answer at once and the service
 * gets rest. After five failures in a row it opens for ten seconds; then one request is let
 * through, whose end closes it or opens it again.
 *
 * Nygard, "Release It!", 2007, chapter 5.
 */
export class CircuitBreaker {
  readonly #now: () => number;
  #failuresInRow = 0;
  #openUntil = 0;
  #isProbing = false;

  /** @param now - Monotonic clock in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Runs a request if one may go out.
   *
   * @param judge - Says what an error of the request means. Neutral: it says nothing about the
   *   service, as when the caller gave up or the text was at fault.
   * @throws {@link EmbedderCircuitOpenError} while the breaker is open.
   */
  async run<T>(
    request: () => Promise<T>,
    judge: (error: unknown) => Exclude<RequestVerdict, "success">,
  ): Promise<T> {
    const isProbe = this.#admit();
    try {
      const result = await request();
      this.#record("success");
      return result;
    } catch (error) {
      this.#record(judge(error));
      throw error;
    } finally {
      if (isProbe) this.#isProbing = false;
    }
  }

  /** Forgets failures: the service was seen to be back. */
  reset(): void {
    this.#failuresInRow = 0;
  }

  #admit(): boolean {
    if (this.#failuresInRow < failuresInRowMax) return false;
    const waitMs = Math.max(0, Math.ceil(this.#openUntil - this.#now()));
    if (waitMs > 0 || this.#isProbing) throw new EmbedderCircuitOpenError(waitMs);
    this.#isProbing = true;
    return true;
  }

  #record(verdict: RequestVerdict): void {
    if (verdict === "success") this.#failuresInRow = 0;
    if (verdict !== "failure") return;
    this.#failuresInRow++;
    if (this.#failuresInRow >= failuresInRowMax) this.#openUntil = this.#now() + circuitOpenMs;
  }
}
