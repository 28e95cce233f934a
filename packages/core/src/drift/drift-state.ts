import type { Direction } from "../vector/direction.js";
import { type LearnedCosines, priorCosines } from "./cosine-profile.js";
import { initialFilter, type RunLengthFilter } from "./run-length-filter.js";
import { initialSegments, type TopicSegments } from "./topic-segments.js";

/** Exchanges that a turn is compared with. */
export const exchangesMax = 3;

/** An indicator variable: 1 when the cue is there. */
export type Indicator = 0 | 1;

/** Something said: its direction, and its text when there is one. */
export interface Utterance {
  readonly direction: Direction;
  readonly text?: string;
}

/** What is kept of a user turn. */
export interface UserTurn {
  readonly direction: Direction;
  /** Distinct stems of the content words, at most 256. */
  readonly stems: readonly string[];
  /** The turn holds a question mark. */
  readonly question: Indicator;
  /** A short turn of thanks or farewell. */
  readonly closing: Indicator;
}

/** What is kept of a reply. */
export interface ReplyTurn {
  readonly direction: Direction;
  /** Distinct stems of the content words, at most 256. */
  readonly stems: readonly string[];
  /** The last sentence asks the user something, other than whether more help is wanted. */
  readonly asksUser: Indicator;
  /** A short reply that reports a task as done. */
  readonly reportsCompletion: Indicator;
}

/** A user turn, and its reply when one is known. */
export interface Exchange {
  readonly user: UserTurn;
  readonly reply?: ReplyTurn;
}

/** A user turn whose reply has not come yet, with the score it was given. */
export interface PendingTurn extends UserTurn {
  readonly score: number;
}

/**
 * Everything drift detection remembers of a session: immutable plain data (numbers, strings,
 * arrays, `Int8Array`), of constant size however long the session.
 */
export interface DriftState {
  /** The newest exchanges, oldest first, at most {@link exchangesMax}. */
  readonly exchanges: readonly Exchange[];
  /** The last user turn, while its reply is not known. */
  readonly pending?: PendingTurn;
  readonly filter: RunLengthFilter;
  /** Learned in every session, used when the model's cosines are `"learned"`. */
  readonly learnedCosines: LearnedCosines;
  readonly segments: TopicSegments;
}

/** The state of a fresh or reset session. */
export function initialDriftState(): DriftState {
  return {
    exchanges: [],
    filter: initialFilter,
    learnedCosines: priorCosines,
    segments: initialSegments,
  };
}
