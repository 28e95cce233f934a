/**
 * The weights before the last fit: a ridge regression on 300 dialogues of DialSeg711, the train and
 * dev parts of TIAGE, and TREC CAsT 2019 and 2021 with topics joined. The last fit is held near
 * them, since they carry what CAsT says and CAsT is not among the data here.
 *
 * @type {import("./feature-rows.mjs").Weights}
 */
export const firstWeights = {
  bias: -0.304,
  weights: {
    previousTurnSimilarity: -3.62,
    contextSimilarity: -2.591,
    relativeSimilarity: -0.794,
    replyDeparture: 3.75,
    newStems: 1.19,
    sharedStems: -0.545,
    backReferences: -0.928,
    indefinites: 0.594,
    answersQuestion: -0.794,
    personalQuestion: 3.304,
    thanks: -3.088,
    previousThanks: 1.422,
    greeting: 2.95,
    continuation: -0.218,
    taskCompleted: 1.85,
  },
  decisionLogit: -0.18,
};
