import { toDirection } from "../../../packages/core/dist/index.js";
import {
  filterLogit,
  fullWeights,
  initialDriftState,
  initialFilter,
  languageOf,
  observeReply,
  observeTurn,
  rawLogit,
  scoreDrift,
  scoreOf,
} from "../common/core-internals.mjs";
import { decisionPlaces, isShift } from "./read-dialogues.mjs";
import { vectorOf } from "./score-dialogues.mjs";

/** @typedef {import("./measure-detection.mjs").Decision} Decision */
/** @typedef {import("./read-dialogues.mjs").Corpus} Corpus */
/** @typedef {import("./read-dialogues.mjs").Dialogue} Dialogue */
/** @typedef {{ features: Record<string, number>, isShift: boolean }} Row */

export const foldCount = 5;

/** Ridge on standardised features, as for the shipped weights. */
const ridge = 5;
const newtonSteps = 12;

/** Set by hand in the shipped weights too: the phrases are too rare to fit. */
const fixedFeature = "topicShift";
const names = Object.keys(fullWeights.weights).filter((name) => name !== fixedFeature);

/** Decisions that each corpus counts for in the fit, however many it has. */
const corpusWeight = 1000;

/**
 * Cross-validation: every dialogue is scored by weights that were fitted, on both corpora jointly,
 * without the fold it lies in. The decision threshold and the filter stay as shipped.
 *
 * @param {readonly Corpus[]} corpora
 * @param {ReadonlyMap<string, Float32Array>} vectors
 * @returns {Decision[][][]} by corpus, then by dialogue
 */
export function crossValidate(corpora, vectors) {
  const rows = corpora.map(({ dialogues }) => {
    return dialogues.map((dialogue) => featureRows(dialogue, vectors));
  });
  const models = Array.from({ length: foldCount }, (_, fold) => {
    const training = rows.map((dialogues) => {
      const kept = dialogues.filter((_dialogue, i) => i % foldCount !== fold).flat();
      return { rows: kept, weight: corpusWeight / kept.length };
    });
    return fit(training);
  });
  return rows.map((dialogues) => {
    return dialogues.map((dialogue, i) => scoreRows(dialogue, models[i % foldCount]));
  });
}

/** The shipped weights on the same rows: what the shipped API must have answered. */
export function scoreAsShipped(
  /** @type {readonly Dialogue[]} */ dialogues,
  /** @type {ReadonlyMap<string, Float32Array>} */ vectors,
) {
  return dialogues.map((dialogue) => scoreRows(featureRows(dialogue, vectors), fullWeights));
}

/**
 * @param {Dialogue} dialogue
 * @param {ReadonlyMap<string, Float32Array>} vectors
 * @returns {Row[]}
 */
function featureRows(dialogue, vectors) {
  const model = /** @type {any} */ ({ language: languageOf("en") });
  const utterance = (/** @type {number} */ place) => {
    const text = dialogue.utterances[place] ?? "";
    return { text, direction: toDirection(vectorOf(vectors, text)) };
  };
  let state = initialDriftState();
  state = observeTurn(state, scoreDrift(state, utterance(0), model));
  return decisionPlaces(dialogue).map((place) => {
    state = observeReply(state, utterance(place - 1), model).state;
    const reading = scoreDrift(state, utterance(place), model);
    state = observeTurn(state, reading);
    return { features: { ...reading.features }, isShift: isShift(dialogue, place) };
  });
}

/**
 * Raw logits through the filter of a fresh session.
 *
 * @param {readonly Row[]} rows - of one dialogue
 * @param {any} model - weights of a logistic model
 * @returns {Decision[]}
 */
function scoreRows(rows, model) {
  let filter = initialFilter;
  return rows.map(({ features, isShift }) => {
    const filtered = filterLogit(filter, rawLogit(model, /** @type {any} */ (features)));
    filter = filtered.filter;
    return { score: scoreOf(model, filtered.logit), isShift };
  });
}

/**
 * Ridge-regularised logistic regression by Newton's method.
 *
 * @param {readonly { rows: readonly Row[], weight: number }[]} training
 */
function fit(training) {
  const samples = training.flatMap(({ rows, weight }) => rows.map((row) => ({ row, weight })));
  const scales = names.map((name) => standardise(samples, name));
  const inputs = samples.map(({ row }) => [
    1,
    ...names.map((name, i) => (row.features[name] - scales[i].mean) / scales[i].deviation),
  ]);
  const solution = new Array(names.length + 1).fill(0);
  for (let step = 0; step < newtonSteps; step++) {
    const slope = solution.map((value, i) => (i === 0 ? 0 : ridge * value));
    const curvature = solution.map((_, i) => {
      return solution.map((_value, j) => (i === j && i > 0 ? ridge : 0));
    });
    samples.forEach(({ row, weight }, sample) => {
      const x = inputs[sample];
      const odds = x.reduce((sum, value, i) => sum + value * solution[i], 0);
      const probability = 1 / (1 + Math.exp(-odds));
      const error = weight * (probability - Number(row.isShift));
      const bend = weight * probability * (1 - probability);
      for (let i = 0; i < x.length; i++) {
        slope[i] += error * x[i];
        for (let j = 0; j < x.length; j++) curvature[i][j] += bend * x[i] * x[j];
      }
    });
    solve(curvature, slope).forEach((move, i) => {
      solution[i] -= move;
    });
  }
  const weights = names.map((_, i) => solution[i + 1] / scales[i].deviation);
  const bias = weights.reduce((sum, weight, i) => sum - weight * scales[i].mean, solution[0]);
  const { decisionLogit } = fullWeights;
  return {
    bias,
    weights: {
      ...Object.fromEntries(names.map((name, i) => [name, weights[i]])),
      [fixedFeature]: fullWeights.weights[fixedFeature],
    },
    decisionLogit,
  };
}

/** @param {readonly { row: Row, weight: number }[]} samples @param {string} name */
function standardise(samples, name) {
  const total = samples.reduce((sum, { weight }) => sum + weight, 0);
  const weighted = (/** @type {(value: number) => number} */ of) => {
    return (
      samples.reduce((sum, { row, weight }) => sum + weight * of(row.features[name]), 0) / total
    );
  };
  const mean = weighted((value) => value);
  return { mean, deviation: Math.sqrt(weighted((value) => (value - mean) ** 2)) || 1 };
}

/**
 * Solves a symmetric positive definite system by elimination; no pivoting is needed.
 *
 * @param {number[][]} matrix - overwritten
 * @param {number[]} right - overwritten
 */
function solve(matrix, right) {
  const size = right.length;
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = pivot + 1; row < size; row++) {
      const factor = matrix[row][pivot] / matrix[pivot][pivot];
      for (let i = pivot; i < size; i++) matrix[row][i] -= factor * matrix[pivot][i];
      right[row] -= factor * right[pivot];
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let i = row + 1; i < size; i++) right[row] -= matrix[row][i] * right[i];
    right[row] /= matrix[row][row];
  }
  return right;
}
