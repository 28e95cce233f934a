import { toDirection } from "../../../packages/core/dist/index.js";
import {
  filterLogit,
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
/** @typedef {import("./read-dialogues.mjs").Dialogue} Dialogue */

/**
 * A decision before it is weighed.
 *
 * @typedef {{ features: Record<string, number>, isShift: boolean }} Row
 */

/**
 * A logistic model of core.
 *
 * @typedef {{ bias: number, weights: Record<string, number>, decisionLogit: number }} Weights
 */

/**
 * The feature values of a dialogue's decisions, which no weight enters into. The language is named:
 * an utterance in which none is detected would call for other weights.
 *
 * @param {Dialogue} dialogue
 * @param {ReadonlyMap<string, Float32Array>} vectors
 * @returns {Row[]}
 */
export function featureRows(dialogue, vectors) {
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
 * @param {Weights} model
 * @returns {{ raw: number, logit: number }[]} before and after the filter
 */
export function filterRows(rows, model) {
  let filter = initialFilter;
  return rows.map(({ features }) => {
    const raw = rawLogit(/** @type {any} */ (model), /** @type {any} */ (features));
    const filtered = filterLogit(filter, raw);
    filter = filtered.filter;
    return { raw, logit: filtered.logit };
  });
}

/**
 * What a session with these weights answers for a dialogue.
 *
 * @param {readonly Row[]} rows
 * @param {Weights} model
 * @returns {Decision[]}
 */
export function scoreRows(rows, model) {
  const filtered = filterRows(rows, model);
  return rows.map(({ isShift }, i) => {
    const score = scoreOf(/** @type {any} */ (model), filtered[i]?.logit ?? 0);
    return { score, isShift };
  });
}
