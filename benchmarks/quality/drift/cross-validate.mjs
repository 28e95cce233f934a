import { fullWeights } from "../common/core-internals.mjs";
import { featureRows, scoreRows } from "./feature-rows.mjs";
import { firstWeights } from "./first-weights.mjs";
import { fitWeights } from "./fit-weights.mjs";

/** @typedef {import("./measure-detection.mjs").Decision} Decision */
/** @typedef {import("./read-dialogues.mjs").Corpus} Corpus */
/** @typedef {import("./read-dialogues.mjs").Dialogue} Dialogue */

export const foldCount = 5;

/**
 * Cross-validation: every dialogue is scored by weights and a bias that were fitted, on both
 * corpora jointly, without the fold it lies in. The filter and the decision stay as shipped. Here
 * no earlier weights help, because those had seen every fold.
 *
 * @param {readonly [Corpus, Corpus]} corpora - of tasks, of chit-chat
 * @param {ReadonlyMap<string, Float32Array>} vectors
 * @returns {[Decision[][], Decision[][]]} by corpus, then by dialogue
 */
export function crossValidate([task, chitChat], vectors) {
  const [taskRows, chitChatRows] = [rowsOf(task, vectors), rowsOf(chitChat, vectors)];
  const models = Array.from({ length: foldCount }, (_, fold) => {
    const training = (/** @type {typeof taskRows} */ dialogues) =>
      dialogues.filter((_dialogue, i) => i % foldCount !== fold);
    return fitWeights({ task: training(taskRows), chitChat: training(chitChatRows) });
  });
  const score = (/** @type {typeof taskRows} */ dialogues) =>
    dialogues.map((rows, i) => scoreRows(rows, models[i % foldCount]));
  return [score(taskRows), score(chitChatRows)];
}

/**
 * The fit that the shipped weights are, on all dialogues and around the first weights.
 *
 * @param {readonly [Corpus, Corpus]} corpora - of tasks, of chit-chat
 * @param {ReadonlyMap<string, Float32Array>} vectors
 */
export function fitAsShipped([task, chitChat], vectors) {
  const corpora = { task: rowsOf(task, vectors), chitChat: rowsOf(chitChat, vectors) };
  return fitWeights(corpora, firstWeights);
}

/** The shipped weights on the same rows: what the shipped API must have answered. */
export function scoreAsShipped(
  /** @type {Corpus} */ corpus,
  /** @type {ReadonlyMap<string, Float32Array>} */ vectors,
) {
  return rowsOf(corpus, vectors).map((rows) => scoreRows(rows, /** @type {any} */ (fullWeights)));
}

/** @param {Corpus} corpus @param {ReadonlyMap<string, Float32Array>} vectors */
function rowsOf({ dialogues }, vectors) {
  return dialogues.map((dialogue) => featureRows(dialogue, vectors));
}
