import type { Phase } from "../phase/phase-state.js";

/** Entries kept in each history, newest last. */
export const historyLengthMax = 50;

/** Windows of the newest values, oldest first. */
export interface Histories {
  /** Weight the state kept, one a stored turn. */
  readonly beta: readonly number[];
  /** Mean resultant length of the state, one a stored turn. */
  readonly norm: readonly number[];
  /** Cosine of a message to the state before it, one a message. */
  readonly similarity: readonly number[];
  /** Drift score, one a message. */
  readonly drift: readonly number[];
  /** Smoothed drift that steers the phase machine, one a message. */
  readonly fsm: readonly number[];
  /** Phase after the message, one a message. */
  readonly phase: readonly Phase[];
}

/** The histories of a session in which nothing has happened. */
export const emptyHistories: Histories = {
  beta: [],
  norm: [],
  similarity: [],
  drift: [],
  fsm: [],
  phase: [],
};

/** The window with one more value. */
export function extend<T>(window: readonly T[], value: T): readonly T[] {
  return [...window.slice(1 - historyLengthMax), value];
}
