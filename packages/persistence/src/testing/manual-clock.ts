import type { Cancel, Clock } from "../clock.js";

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** A clock that moves only when a test moves it. */
export class ManualClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  constructor(nowMs = 1_000_000) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves time and runs what falls due, in order. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const due = [...this.#timers]
        .filter(({ atMs }) => atMs <= endMs)
        .sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs = due.atMs;
      due.callback();
    }
    this.#nowMs = endMs;
  }

  /** Sets the time, backwards too, without running timers. */
  setTo(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}

/** A clock whose time stands still and whose timers run at once: no pauses between retries. */
export function impatientClock(nowMs = 1_000_000): Clock {
  return {
    nowMs: () => nowMs,
    after(_delayMs, callback) {
      queueMicrotask(callback);
      return () => {};
    },
  };
}
