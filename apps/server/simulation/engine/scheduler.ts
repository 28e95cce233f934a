import { EventHeap, type SimEvent } from "./event-heap.js";
import type { SeededRandom } from "./seeded-random.js";
import type { SimProcess } from "./sim-process.js";
import type { Trace } from "./trace.js";

/** How an event is scheduled. */
export interface EventOptions {
  /** For the trace. */
  readonly label: string;
  readonly process?: SimProcess;
}

/**
 * Virtual time. One event happens at a time, and the next one only when everything that the last
 * one set off inside the process has come to rest: promises continue what an event released, and
 * nothing else moves. No timer, thread or socket of the real machine takes part, so a seed decides
 * everything.
 */
export class Scheduler {
  readonly #heap = new EventHeap();
  readonly #random: SeededRandom;
  readonly #trace: Trace;
  #nowMs = 0;
  #steps = 0;
  #order = 0;

  constructor(random: SeededRandom, trace: Trace) {
    this.#random = random;
    this.#trace = trace;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Events that have happened: the simulation's own order of things. */
  get steps(): number {
    return this.#steps;
  }

  /** Runs `run` once, `delayMs` of virtual time from now. */
  after(delayMs: number, options: EventOptions, run: () => void): () => void {
    const event: SimEvent = {
      atMs: this.#nowMs + Math.max(0, delayMs),
      tie: this.#random.next(),
      order: ++this.#order,
      label: options.label,
      process: options.process,
      run,
    };
    this.#heap.push(event);
    return () => {
      event.run = undefined;
    };
  }

  sleep(delayMs: number, label: string): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, { label }, resolve));
  }

  /** Moves time at once, as when the whole machine slept: what was due meanwhile is due now. */
  leapTo(atMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }

  /**
   * Lets events happen until `isDone`.
   *
   * @returns false when nothing is left to happen, or `stepsMax` was reached
   */
  async run(isDone: () => boolean, stepsMax: number): Promise<boolean> {
    while (!isDone()) {
      if (this.#steps >= stepsMax || !(await this.#step())) return isDone();
    }
    return true;
  }

  async #step(): Promise<boolean> {
    for (;;) {
      const event = this.#heap.pop();
      if (event === undefined) return false;
      const { run, process } = event;
      if (run === undefined || process?.isAlive === false) continue;
      if (process !== undefined && process.pausedUntilMs > Math.max(this.#nowMs, event.atMs)) {
        this.#heap.push(Object.assign(event, { atMs: process.pausedUntilMs }));
        continue;
      }
      this.#nowMs = Math.max(this.#nowMs, event.atMs);
      this.#steps += 1;
      this.#trace.add(`${this.#nowMs.toFixed(3)} ${process?.name ?? "-"} ${event.label}`);
      run();
      await atRest();
      return true;
    }
  }
}

/** Every promise that can continue has continued when the event loop comes round. */
function atRest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
