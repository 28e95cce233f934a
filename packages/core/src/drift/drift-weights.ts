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
 * al., 2021), TIAGE (Xie et al., 2021) and on TREC CAsT 2019 and 2021 with topics joined. The
 * decision logits keep false alarms on TIAGE below 9 in 100 turns. The weight of topicShift is set
 * by hand: the phrases are too rare to fit.
 */

/** With the words of a language and its discourse cues. */
export const fullWeights: DriftWeights = {
  bias: -0.304,
  weights: {
    previousTurnSimilarity: -3.62,
    contextSimilarity: -2.591,
    relativeSimilarity: -0.794,
    replyDeparture: 3.75,
    newStems: 1.19,
    sharedStems: -0.545,
    acknowledgement: -0.399,
    backReferences: -0.928,
    indefinites: 0.594,
    answersQuestion: -0.794,
    personalQuestion: 3.304,
    thanks: -3.088,
    previousThanks: 1.422,
    greeting: 2.95,
    continuation: -0.218,
    taskCompleted: 1.85,
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
