import { setImmediate as eventLoopTurn } from "node:timers/promises";
import type { Scheduler } from "../scheduler.js";

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Time that moves only when a test moves it. */
export class VirtualTime implements Scheduler {
  #nowMs = 1_000_000;
  readonly #timers = new Set<Timer>();

  nowMs(): number {
    return this.#nowMs;
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Lets promises run as far as they get without time. */
  async settle(): Promise<void> {
    await eventLoopTurn();
  }

  /** Moves time, and runs what falls due in order, each with the promises that follow from it. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await this.settle();
    for (;;) {
      const due = [...this.#timers]
        .filter(({ atMs }) => atMs <= endMs)
        .sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs = due.atMs;
      due.callback();
      await this.settle();
    }
    this.#nowMs = endMs;
  }
}
