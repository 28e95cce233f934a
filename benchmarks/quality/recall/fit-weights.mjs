import {
  lexicalOnlyWeights,
  previousDenseShare,
  recallPrior,
  useLiteWeights,
} from "../common/core-internals.mjs";
import { rankedMax } from "./load-session.mjs";

/** @typedef {import("./load-session.mjs").LoadedSession} LoadedSession */
/** @typedef {Record<string, number>} Weights */

const candidatesMax = 120;
const steps = 120;
const learningRate = 0.12;
const ridge = 0.02;
/** Adam (Kingma and Ba, 2015) with its published constants. */
const momentumDecay = 0.9;
const scaleDecay = 0.999;
const epsilon = 1e-8;

/** The features that a fit weighs: all that are free, or the 12 that need no vector. */
export const featureNames = (/** @type {boolean} */ hasVectors) => {
  const names = Object.keys(useLiteWeights).filter((name) => name !== "densePrevious");
  return hasVectors ? names : names.filter((name) => !name.startsWith("dense"));
};

/** Picks the candidates among which the evidence must win. */
const candidateWeights = { own: 1, pair: 1, sitting: 0.3, dense: 0.3, speaker: 0.2 };

const noWeights = Object.fromEntries(Object.keys(useLiteWeights).map((name) => [name, 0]));

/**
 * Weights of all features: 0 where none is given, and what is tied to another follows it.
 *
 * @param {Weights} weights
 */
function completed(weights) {
  const densePrevious = previousDenseShare * (weights.dense ?? 0);
  return /** @type {any} */ ({ ...noWeights, ...weights, densePrevious });
}

/** The weights that are shipped. @param {boolean} hasVectors @returns {Weights} */
export function shippedWeights(hasVectors) {
  return { ...(hasVectors ? useLiteWeights : lexicalOnlyWeights) };
}

/**
 * Ranks with given weights and the shipped priors, on the shipped index.
 *
 * @param {LoadedSession} session
 * @param {{ text: string, cosines?: Float64Array }} question
 * @param {Weights} weights
 * @returns {{ places: number[], scores: number[] }} of the turns, best first
 */
export function rankWith(session, question, weights) {
  const recall = { ...question, weights: completed(weights) };
  const ranked = session.state.memories.rank({ recall, prior: recallPrior }, rankedMax);
  return {
    places: ranked.map(({ memory }) => session.placeOf(memory)),
    scores: ranked.map(({ score }) => score),
  };
}

/**
 * Scores of all turns by place. With a single weight of 1 this is that feature's value, since the
 * score is linear.
 *
 * @param {LoadedSession} session
 * @param {{ text: string, cosines?: Float64Array }} question
 * @param {Weights} weights
 */
function scoresWith(session, question, weights) {
  const { memories } = session.state;
  const recall = { ...question, weights: completed(weights) };
  const scores = new Float64Array(memories.size);
  for (const { memory, score } of memories.rank({ recall, prior: () => 0 }, memories.size)) {
    scores[session.placeOf(memory)] = score;
  }
  return scores;
}

/**
 * A question to learn from: feature rows of its evidence and of the turns to beat.
 *
 * @typedef {{ evidence: number[][], others: number[][] }} Example
 */

/**
 * @param {LoadedSession} session
 * @param {{ text: string, cosines?: Float64Array }} question
 * @param {readonly number[]} evidence
 * @param {readonly string[]} names
 * @returns {Example}
 */
export function toExample(session, question, evidence, names) {
  const features = names.map((name) => scoresWith(session, question, { [name]: 1 }));
  const base = scoresWith(session, question, candidateWeights);
  const best = Array.from(base.keys()).sort((a, b) => base[b] - base[a] || b - a);
  const row = (/** @type {number} */ place) => features.map((feature) => feature[place] ?? 0);
  const isEvidence = new Set(evidence);
  const others = best.slice(0, candidatesMax).filter((place) => !isEvidence.has(place));
  return { evidence: evidence.map(row), others: others.map(row) };
}

/**
 * Fits the weights by a listwise softmax (Cao et al., ICML 2007): each evidence turn must win
 * against the other candidates. Features are standardised for the fit. Deterministic.
 *
 * @param {readonly Example[]} examples
 * @param {readonly string[]} names
 * @returns {Weights}
 */
export function fitWeights(examples, names) {
  const deviations = columnDeviations(
    examples.flatMap(({ evidence, others }) => [...evidence, ...others]),
    names.length,
  );
  const scale = (/** @type {number[][]} */ rows) => {
    return rows.map((row) => row.map((value, i) => value / deviations[i]));
  };
  const scaled = examples.map(({ evidence, others }) => {
    return { evidence: scale(evidence), others: scale(others) };
  });
  const weights = new Float64Array(names.length);
  const momentum = new Float64Array(names.length);
  const square = new Float64Array(names.length);
  for (let step = 1; step <= steps; step++) {
    const slope = gradient(scaled, weights);
    const rate = learningRate * (1 - (step - 1) / steps);
    for (let i = 0; i < weights.length; i++) {
      momentum[i] = momentumDecay * momentum[i] + (1 - momentumDecay) * slope[i];
      square[i] = scaleDecay * square[i] + (1 - scaleDecay) * slope[i] ** 2;
      const mean = momentum[i] / (1 - momentumDecay ** step);
      const spread = Math.sqrt(square[i] / (1 - scaleDecay ** step));
      weights[i] -= (rate * mean) / (spread + epsilon);
    }
  }
  return Object.fromEntries(names.map((name, i) => [name, weights[i] / deviations[i]]));
}

/**
 * Slope of the mean loss over questions, and of the ridge.
 *
 * @param {readonly Example[]} examples
 * @param {Float64Array} weights
 */
function gradient(examples, weights) {
  const slope = Float64Array.from(weights, (weight) => ridge * weight);
  for (const { evidence, others } of examples) {
    const odds = others.map((row) => Math.exp(score(row, weights)));
    const total = odds.reduce((sum, one) => sum + one, 0);
    const mean = new Float64Array(weights.length);
    others.forEach((row, place) => {
      row.forEach((value, i) => {
        mean[i] += (odds[place] / total) * value;
      });
    });
    const share = 1 / (evidence.length * examples.length);
    for (const row of evidence) {
      const loses = total / (Math.exp(score(row, weights)) + total);
      row.forEach((value, i) => {
        slope[i] += share * loses * (mean[i] - value);
      });
    }
  }
  return slope;
}

/** @param {readonly number[]} row @param {Float64Array} weights */
function score(row, weights) {
  return row.reduce((sum, value, i) => sum + value * weights[i], 0);
}

/** @param {readonly (readonly number[])[]} rows @param {number} width */
function columnDeviations(rows, width) {
  return Array.from({ length: width }, (_, i) => {
    const mean = rows.reduce((sum, row) => sum + row[i], 0) / rows.length;
    const variance = rows.reduce((sum, row) => sum + (row[i] - mean) ** 2, 0) / rows.length;
    return Math.sqrt(variance) || 1;
  });
}
