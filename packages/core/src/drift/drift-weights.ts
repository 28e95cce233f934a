import type { DriftFeatures } from "./drift-features.js";
import { roundTo, stateDecimals } from "./rounding.js";

/** A logistic model of "a new topic starts at this turn". */
export interface DriftWeights {
  readonly bias: number;
  readonly weights: Partial<Readonly<Record<keyof DriftFeatures, number>>>;
  /** Log odds, after the filter, at which the score is 0.5. */
  readonly decisionLogit: number;
}

/*
 * Ridge-regularised logistic regressions, fitted jointly on development parts of DialSeg711 (Xu et
 * al., 2021), TIAGE (Xie et al., 2021) and on TREC CAsT 2019 and 2021 with topics joined. The bias
 * or the decision logit keeps false alarms on TIAGE below 9 in 100 turns. The weight of topicShift
 * is set by hand: the phrases are too rare to fit.
 */

/**
 * With the words of a language and its discourse cues. Fitted once more through the filter, on the
 * first two corpora and near the weights that all three gave: `benchmarks/quality/drift.mjs --fit`.
 */
export const fullWeights: DriftWeights = {
  bias: -0.07,
  weights: {
    previousTurnSimilarity: -3.272,
    contextSimilarity: -2.278,
    relativeSimilarity: -0.212,
    replyDeparture: 3.053,
    newStems: 0.891,
    sharedStems: -0.496,
    acknowledgedStems: -0.323,
    backReferences: -0.741,
    indefinites: 0.529,
    answersQuestion: -0.869,
    personalQuestion: 4.058,
    thanks: -3.231,
    previousThanks: 1.025,
    greeting: 2.862,
    continuation: -0.201,
    taskCompleted: 1.665,
    statedNeed: 0.454,
    topicShift: 1,
  },
  decisionLogit: -0.18,
};

/** With words, in a language without discourse cues. */
export const neutralWeights: DriftWeights = {
  bias: -0.495,
  weights: {
    previousTurnSimilarity: -3.783,
    contextSimilarity: -2.453,
    relativeSimilarity: -0.67,
    replyDeparture: 3.217,
    newStems: 1.161,
    sharedStems: -0.275,
    answersQuestion: -0.239,
  },
  decisionLogit: -0.21,
};

/** With vectors alone. */
export const vectorWeights: DriftWeights = {
  bias: 1.14,
  weights: {
    previousTurnSimilarity: -4.717,
    contextSimilarity: -2.005,
    relativeSimilarity: -0.502,
    replyDeparture: 1.373,
  },
  decisionLogit: -0.47,
};

/** The raw logit: bias and weighted features, summed in the order of the weights. */
export function rawLogit(model: DriftWeights, features: DriftFeatures): number {
  let logit = model.bias;
  for (const [name, weight] of Object.entries(model.weights)) {
    logit += weight * features[name as keyof DriftFeatures];
  }
  return logit;
}

/** The score, 0..1, of log odds that went through the filter. */
export function scoreOf(model: DriftWeights, logit: number): number {
  return roundTo(1 / (1 + Math.exp(model.decisionLogit - logit)), stateDecimals);
}
