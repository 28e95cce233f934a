/** Something said in a conversation file. */
export interface Utterance {
  /** `user` and `assistant` are roles; anything else is a name. */
  readonly speaker: string;
  readonly text: string;
  /** Unix milliseconds. */
  readonly timestampMs?: number;
}

/** A question about a conversation, and what holds its answer. */
export interface EvidenceQuestion {
  readonly question: string;
  /** Texts of the memories that hold the answer, as {@link toTurns} stores them. */
  readonly evidence: readonly string[];
}

/** What a conversation file holds. */
export interface Conversation {
  readonly utterances: readonly Utterance[];
  /** Empty for every format but LoCoMo's. */
  readonly questions: readonly EvidenceQuestion[];
}
