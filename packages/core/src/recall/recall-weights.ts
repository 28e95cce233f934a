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
  /** BM25 of the unit with four units before and two after it, as a share of the best. */
  readonly window: number;
  /** BM25 of the whole sitting, as a share of the best. */
  readonly sitting: number;
  /** Of the dense feature of the unit before: {@link previousDenseShare} of `dense`. */
  readonly densePrevious: number;
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
  /**
   * Of the logarithm of 1 + the number of terms that no earlier unit holds. Answers lie where
   * something new is said; what follows takes it up (Clark and Haviland, "Comprehension and the
   * Given-New Contract", 1977).
   */
  readonly novelty: number;
}

/**
 * What the vector of the unit before counts, as a share of the unit's own: a short turn is
 * understood with the one that it answers. Fits without this tie gave 0.49 to 0.56.
 */
export const previousDenseShare = 0.5;

/** Weights when there is no query vector, or when any unit has no vector. */
export const lexicalOnlyWeights: RecallWeights = {
  own: 0.82,
  pair: 2.12,
  window: 3.31,
  sitting: 0.8,
  dense: 0,
  densePrevious: 0,
  denseNext: 0,
  speaker: 1.06,
  date: 6.23,
  whenTime: 1.62,
  endsInQuestion: -0.58,
  followsQuestion: 0.73,
  capitalised: 0.38,
  time: 0.39,
  novelty: 0.45,
};

/** Dense weights of Universal Sentence Encoder Lite (Cer et al., 2018). */
export const useLiteDenseWeights: DenseWeights = { dense: 2, denseNext: 0.44 };

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
    own: 0.63,
    pair: 1.66,
    window: 2.9,
    sitting: 0.77,
    dense: dense.dense,
    densePrevious: previousDenseShare * dense.dense,
    denseNext: dense.denseNext,
    speaker: 1.08,
    date: 5.94,
    whenTime: 1.58,
    endsInQuestion: -0.77,
    followsQuestion: 0.53,
    capitalised: 0.36,
    time: 0.51,
    novelty: 0.43,
  };
}

/** Weights when nothing but a vector is asked with: memories rank by their own vectors alone. */
export function vectorOnlyWeights({ dense }: DenseWeights): RecallWeights {
  const none = Object.fromEntries(Object.keys(lexicalOnlyWeights).map((name) => [name, 0]));
  return { ...lexicalOnlyWeights, ...none, dense };
}

/** Weights with vectors of Universal Sentence Encoder Lite. */
export const useLiteWeights: RecallWeights = recallWeights(useLiteDenseWeights);

/** Most that all priors of a query together may span, in logits, without costing recall. */
export const priorSpanMax = 0.5;
