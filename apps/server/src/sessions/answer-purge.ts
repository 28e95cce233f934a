import { type Cancel, type Clock, persistenceDefaults, type Store } from "@semvec/persistence";
import type { Logger } from "pino";

/** Limits of {@link AnswerPurge}. */
export const answerPurgeLimits = {
  /** Pause between two rounds, in milliseconds. */
  pauseMs: 60_000,
  /** Most answers that one round deletes; what is left waits for the next. */
  roundRowsMax: 100_000,
} as const;

/** What {@link AnswerPurge} works with. */
export interface AnswerPurgeParts {
  readonly store: Pick<Store, "purgeExpiredIdempotency">;
  readonly clock: Clock;
  readonly log: Pick<Logger, "error">;
}

/**
 * Deletes answers whose idempotency keys have expired, in small transactions so that no request
 * waits long for one. Every worker does it; of two that meet, one finds nothing left.
 */
export class AnswerPurge {
  readonly #parts: AnswerPurgeParts;
  #cancel: Cancel = () => {};
  #round: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: AnswerPurgeParts) {
    this.#parts = parts;
  }

  /** Begins the first pause. */
  start(): void {
    if (this.#isStopped) return;
    this.#cancel = this.#parts.clock.after(answerPurgeLimits.pauseMs, () => {
      this.#round = this.#purge().finally(() => this.start());
    });
  }

  /** Ends it for good; resolves when nothing of it is under way. */
  stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    return this.#round;
  }

  async #purge(): Promise<void> {
    const { purgeRowsMax } = persistenceDefaults;
    const { store, log } = this.#parts;
    try {
      for (let left: number = answerPurgeLimits.roundRowsMax; left > 0 && !this.#isStopped; ) {
        const purged = await store.purgeExpiredIdempotency(Math.min(left, purgeRowsMax));
        if (purged < purgeRowsMax) return;
        left -= purged;
      }
    } catch (error) {
      log.error(
        { err: error },
        "expired answers cannot be deleted now; the next round tries again",
      );
    }
  }
}
