import type { TurnPart } from "../memory/memory.js";

/** A memory that may stand in a context. */
export interface ContextItem {
  readonly hash: string;
  /** 0..1. */
  readonly relevance: number;
  /** Logit of the item among all candidates; only differences matter. */
  readonly score: number;
  readonly text: string;
  readonly part: TurnPart;
  /** Halves of one turn share it. */
  readonly turn: number;
  readonly sitting: number;
  readonly timestampMs: number;
}

/** A literal that may stand in a context, word for word. */
export interface ContextLiteral {
  readonly key: string;
  readonly kind: string;
  readonly value: string;
}

/** The first line of a context. */
export interface ContextHeader {
  readonly phase: string;
  /** Turns stored. */
  readonly turn: number;
  readonly memoryCount: number;
}
