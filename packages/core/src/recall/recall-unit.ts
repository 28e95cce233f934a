import type { conversationWordsMax } from "./turn-cues.js";

/**
 * What recall indexes and ranks: one turn of a conversation, or one stored document. Without a
 * speaker, or with more than {@link conversationWordsMax} words, it is a document: its shape says
 * nothing, and the documents beside it are not its neighbours.
 */
export interface RecallUnit {
  /** What was said, without any `[date] speaker:` prefix (see {@link parseTurnPrefix}). */
  readonly text: string;
  /** Text of an attachment; its words count as words of the unit. */
  readonly caption?: string;
  /** Who said it: a name, or the role `user` or `assistant`. */
  readonly speaker?: string;
  /**
   * Which sitting it belongs to. Units next to each other in the order are neighbours when they
   * share it; see {@link opensSitting}.
   */
  readonly sitting: number;
  /** When it was said, in UTC days since 1970-01-01. Fractions of a day are dropped. */
  readonly day?: number;
}
