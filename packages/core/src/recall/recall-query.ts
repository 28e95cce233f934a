import type { RecallWeights } from "./recall-weights.js";

/** What to rank the units of a {@link RecallIndex} for. */
export interface RecallQuery {
  /** The question as it stands. Without it only vectors, priors and boosts speak. */
  readonly text?: string;
  /**
   * Cosine of the query's vector with each unit's vector, by slot. Needs a finite number for every
   * slot in the index; leave it out when any unit has no vector.
   */
  readonly cosines?: Float32Array | Float64Array;
  /** From {@link recallWeights}. */
  readonly weights: RecallWeights;
  /**
   * Mild preferences (recency, importance, tier, access) in logits, by slot. The caller keeps their
   * sum within {@link priorSpanMax}: beyond it they cost recall.
   */
  readonly priors?: Float64Array;
  /** Explicit wishes (pins, triggers) in logits, by slot; not bounded. */
  readonly boosts?: Float64Array;
}

/**
 * Why a unit was ranked where it is: a group of features that raised its odds by a factor of at
 * least e^{@link reasonLogitMin}.
 *
 * - `lexical`: the unit's own words
 * - `neighbours`: the turns around it, beyond what its own words explain
 * - `dense`: its vector
 * - `speaker`: said by the one speaker the question names
 * - `date`: said when the question asks about
 * - `cues`: its shape (not a question, an answer, holds names or times, says something new)
 */
export type RecallReason = "lexical" | "neighbours" | "dense" | "speaker" | "date" | "cues";

/** One result of {@link RecallIndex.rank}. */
export interface RankedUnit {
  readonly slot: number;
  /** Logit of the unit among all units; only differences within one ranking mean anything. */
  readonly score: number;
  /** `exp(score - best score)`: 1 for the best, towards 0 for the rest. */
  readonly confidence: number;
  /** In the order of {@link RecallReason}; empty when nothing but priors and boosts spoke. */
  readonly reasons: readonly RecallReason[];
}
