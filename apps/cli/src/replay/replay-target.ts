import type { ReplayTurn } from "../conversation/to-turns.js";

/** What a question recalled. */
export interface Recalled {
  /** Best first. */
  readonly memories: readonly { readonly text: string; readonly relevance: number }[];
  /** Text for a system prompt. */
  readonly context: string;
  readonly contextTokens: number;
}

/** Bounds of a recall; what is absent is the default of the session. */
export interface RecallBounds {
  readonly topK?: number | undefined;
  readonly tokenBudget?: number | undefined;
}

/** Where a conversation is replayed into: a session in this process, or one of a service. */
export interface ReplayTarget {
  readonly sessionId: string;
  /** Where it is, for the person at the terminal. */
  readonly description: string;
  store(turns: readonly ReplayTurn[]): Promise<void>;
  recall(question: string, bounds: RecallBounds): Promise<Recalled>;
  close(): Promise<void>;
}
