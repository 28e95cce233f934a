/** The part of the weights that belongs to an embedder; kept in its descriptor. */
export interface DenseWeights {
  /** Of the standardised cosine with the unit, divided by 4. */
  readonly dense: number;
  /** Of the same for the next unit of the sitting. */
  readonly denseNext: number;
}

/**
 * Weights of the linear score, in logits per unit of feature.
 *
 * Fitted by a listwise softmax (Cao et al., "Learning to Rank: From Pairwise Approach to Listwise
 * Approach", ICML 2007) on questions about long conversations. Nothing hangs on their digits:
 * rounded to one figure they rank as well.
 */
export interface RecallWeights extends DenseWeights {
  /** BM25 of the unit's own words, as a share of the best. */
  readonly own: number;
  /** BM25 of the unit with the one before it, as a share of the best. */
  readonly pair: number;
  /** BM25 of the unit with two units on either side, as a share of the best. */
  readonly window: number;
  /** BM25 of the whole sitting, as a share of the best. */
  readonly sitting: number;
  /** +1 when the one speaker named in the question said it, -1 when another did. */
  readonly speaker: number;
  /** 0 to 1: how well the day fits a date in the question. */
  readonly date: number;
  /** 1 when the question asks when and the unit has a time expression. */
  readonly whenTime: number;
  /** 1 when the unit ends in a question mark. */
  readonly endsInQuestion: number;
  /** 1 when the unit before it holds a question mark. */
  readonly followsQuestion: number;
  /** 1 when the unit holds a capitalised word inside a sentence or after a quotation mark. */
  readonly capitalised: number;
  /** 1 when the unit has a time expression. */
  readonly time: number;
}

/** Weights when there is no query vector, or when any unit has no vector. */
export const lexicalOnlyWeights: RecallWeights = {
  own: 0.84,
  pair: 1.86,
  window: 3.12,
  sitting: 1.2,
  dense: 0,
  denseNext: 0,
  speaker: 1.11,
  date: 6.16,
  whenTime: 1.61,
  endsInQuestion: -0.63,
  followsQuestion: 0.8,
  capitalised: 0.48,
  time: 0.48,
};

/** Dense weights of Universal Sentence Encoder Lite (Cer et al., 2018). */
export const useLiteDenseWeights: DenseWeights = { dense: 2.14, denseNext: 0.68 };

/**
 * The weights to rank with.
 *
 * @param dense - the embedder's weights, when the query and every unit in the index have a vector;
 *   otherwise leave it out, and the ranking is lexical only
 * @example
 * ```ts
 * const weights = recallWeights(everyUnitHasVector ? useLiteDenseWeights : undefined);
 * ```
 */
export function recallWeights(dense?: DenseWeights): RecallWeights {
  if (dense === undefined) return lexicalOnlyWeights;
  return {
    own: 0.94,
    pair: 1.15,
    window: 2.6,
    sitting: 1.2,
    dense: dense.dense,
    denseNext: dense.denseNext,
    speaker: 1.15,
    date: 5.84,
    whenTime: 1.55,
    endsInQuestion: -0.8,
    followsQuestion: 0.56,
    capitalised: 0.54,
    time: 0.56,
  };
}

/** Weights with vectors of Universal Sentence Encoder Lite. */
export const useLiteWeights: RecallWeights = recallWeights(useLiteDenseWeights);

/** Most that all priors of a query together may span, in logits, without costing recall. */
export const priorSpanMax = 0.5;
