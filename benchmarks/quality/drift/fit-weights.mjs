import { driftDecisionScore } from "../../../packages/core/dist/index.js";
import { fullWeights } from "../common/core-internals.mjs";
import { filterRows, scoreRows } from "./feature-rows.mjs";

/** @typedef {import("./feature-rows.mjs").Row} Row */
/** @typedef {import("./feature-rows.mjs").Weights} Weights */

/** Set by hand: the phrases are too rare to fit. */
const fixedFeature = "topicShift";
const names = Object.keys(fullWeights.weights).filter((name) => name !== fixedFeature);

/** Decisions that each corpus counts for, however many it has. */
const corpusWeight = 1000;

/** Precision of the Gaussian prior of a weight, standardised: around 0, and around a given one. */
const freePrecision = 5;
const priorPrecision = 200;

/** Rounds of fitting and filtering; the weights stand still to four digits after eight. */
const filterRounds = 12;
const newtonSteps = 8;

/** False alarms in 100 user turns of chit-chat, TIAGE, that the bias is set for: 9 with a margin. */
export const chitChatAlarmsMax = 7.5;
const biasRange = 3;
const biasHalvings = 40;

/**
 * Fits the weights through the run-length filter, and then sets the bias so that the decision
 * raises at most {@link chitChatAlarmsMax} on chit-chat. Nothing but these rows is looked at.
 *
 * The filter adds to a raw logit a term that depends on earlier turns alone. That term is an offset
 * of the logistic regression: fitting and filtering take turns until both agree. So the weights
 * need not say what the filter says, that topics seldom last one turn.
 *
 * @param {{ task: readonly Row[][], chitChat: readonly Row[][] }} corpora - rows by dialogue
 * @param {Weights} [prior] - weights that earlier data speaks for. Default: zeros, loosely
 * @returns {Weights}
 */
export function fitWeights({ task, chitChat }, prior) {
  const corpora = [task, chitChat];
  let fitted = fitLogistic(samplesOf(corpora, unfilteredOffsets), prior);
  for (let round = 0; round < filterRounds; round++) {
    const model = fitted;
    fitted = fitLogistic(
      samplesOf(corpora, (rows) => filterOffsets(rows, model)),
      prior,
    );
  }
  return withBiasFor(fitted, chitChat);
}

/** @param {Weights} model @param {readonly Row[][]} chitChat @returns {Weights} */
function withBiasFor(model, chitChat) {
  const turns = chitChat.flat().length;
  let [low, high] = [model.bias - biasRange, model.bias + biasRange];
  for (let halving = 0; halving < biasHalvings; halving++) {
    const bias = (low + high) / 2;
    const decisions = chitChat.flatMap((rows) => scoreRows(rows, { ...model, bias }));
    const alarms = decisions.filter((it) => !it.isShift && it.score >= driftDecisionScore).length;
    if ((100 * alarms) / turns > chitChatAlarmsMax) high = bias;
    else low = bias;
  }
  return { ...model, bias: low };
}

/**
 * @typedef {{ row: Row, weight: number, offset: number }} Sample
 *
 * @param {readonly (readonly Row[][])[]} corpora
 * @param {(rows: readonly Row[]) => number[]} offsetsOf
 * @returns {Sample[]}
 */
function samplesOf(corpora, offsetsOf) {
  return corpora.flatMap((dialogues) => {
    const weight = corpusWeight / dialogues.flat().length;
    return dialogues.flatMap((rows) => {
      const offsets = offsetsOf(rows);
      return rows.map((row, i) => ({ row, weight, offset: offsets[i] ?? 0 }));
    });
  });
}

/** The part of a logit that is not fitted. */
function unfilteredOffsets(/** @type {readonly Row[]} */ rows) {
  return rows.map(({ features }) => fixedPart(features));
}

/** That part, and what the filter adds. @param {readonly Row[]} rows @param {Weights} model */
function filterOffsets(rows, model) {
  return filterRows(rows, model).map(({ raw, logit }, i) => {
    return fixedPart(rows[i]?.features ?? {}) + logit - raw;
  });
}

function fixedPart(/** @type {Record<string, number>} */ features) {
  return (fullWeights.weights[fixedFeature] ?? 0) * (features[fixedFeature] ?? 0);
}

/**
 * Maximum a posteriori logistic regression by Newton's method, on standardised features.
 *
 * @param {readonly Sample[]} samples
 * @param {Weights | undefined} prior
 * @returns {Weights}
 */
function fitLogistic(samples, prior) {
  const scales = names.map((name) => standardise(samples, name));
  const inputs = samples.map(({ row }) => [
    1,
    ...names.map((name, i) => (row.features[name] - scales[i].mean) / scales[i].deviation),
  ]);
  const known = names.map((name) => prior?.weights[name]);
  const precisions = [0, ...known.map((it) => (it === undefined ? freePrecision : priorPrecision))];
  const centre = [0, ...known.map((it, i) => (it ?? 0) * scales[i].deviation)];
  const solution = [...centre];
  for (let step = 0; step < newtonSteps; step++) {
    const slope = solution.map((value, i) => precisions[i] * (value - centre[i]));
    const curvature = solution.map((_, i) => solution.map((_, j) => (i === j ? precisions[i] : 0)));
    samples.forEach(({ row, weight, offset }, sample) => {
      const x = inputs[sample];
      const odds = x.reduce((sum, value, i) => sum + value * solution[i], offset);
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
  return {
    bias: weights.reduce((sum, weight, i) => sum - weight * scales[i].mean, solution[0]),
    weights: {
      ...Object.fromEntries(names.map((name, i) => [name, weights[i]])),
      [fixedFeature]: fullWeights.weights[fixedFeature] ?? 0,
    },
    decisionLogit: fullWeights.decisionLogit,
  };
}

/** @param {readonly Sample[]} samples @param {string} name */
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
