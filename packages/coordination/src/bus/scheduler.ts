/** Timers, as an argument: tests and simulations pass their own. Any clock with `after` fits. */
export interface Scheduler {
  /** Runs `callback` once, `delayMs` from now. The answer stops it, and does nothing when it ran. */
  after(delayMs: number, callback: () => void): () => void;
}
