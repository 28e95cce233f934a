import { Session } from "../../../packages/core/dist/index.js";
import { dimension } from "../common/embed-texts.mjs";
import { showProgress } from "../common/show-progress.mjs";
import { decisionPlaces, isShift } from "./read-dialogues.mjs";

/** @typedef {import("./read-dialogues.mjs").Dialogue} Dialogue */
/** @typedef {import("./measure-detection.mjs").Decision} Decision */
/** @typedef {{ embedderId: string, vectors: ReadonlyMap<string, Float32Array> }} Model */

/** Turns of a dialogue are a minute apart. */
const turnMs = 60_000;

/**
 * Scores every user turn through the shipped API: each call brings the reply before it.
 *
 * @param {readonly Dialogue[]} dialogues
 * @param {Model} model
 * @param {import("../../../packages/core/dist/index.js").SessionOptions} [options] - Default: none
 * @returns {Decision[][]} by dialogue
 */
export function scoreDialogues(dialogues, { embedderId, vectors }, options = {}) {
  const created = { dimension, embedderId, ...options };
  return dialogues.map((dialogue, i) => {
    showProgress("dialogues run", i + 1, dialogues.length);
    const session = Session.create(`dialogue-${i}`, created, { nowMs: 0 });
    const utterance = (/** @type {number} */ place) => {
      const text = dialogue.utterances[place] ?? "";
      return { text, vector: vectorOf(vectors, text) };
    };
    session.run({ message: utterance(0), nowMs: 0 });
    const places = decisionPlaces(dialogue);
    const answers = places.map((place) => {
      const turn = { response: utterance(place - 1), message: utterance(place) };
      return session.run({ ...turn, nowMs: place * turnMs });
    });
    return places.map((place, turn) => ({
      score: answers[turn]?.driftScore ?? 0,
      isShift: isShift(dialogue, place),
      confirmed: (answers[turn + 1] ?? closingAnswer(session, dialogue, utterance)).driftConfirmed,
    }));
  });
}

/**
 * What one more turn answers: only there the reply to the last one shows its effect.
 *
 * @param {Session} session
 * @param {Dialogue} dialogue
 * @param {(place: number) => { text: string, vector: Float32Array }} utterance
 */
function closingAnswer(session, { utterances }, utterance) {
  const end = utterances.length;
  const hasReply = end % 2 === 0;
  return session.run({
    ...(hasReply && { response: utterance(end - 1) }),
    message: utterance(0),
    nowMs: end * turnMs,
  });
}

/**
 * The usual baseline: one minus the cosine to the mean of the last two utterances, which has
 * a higher AUC on both corpora than the mean of the last four.
 *
 * @param {readonly Dialogue[]} dialogues
 * @param {ReadonlyMap<string, Float32Array>} vectors
 * @returns {Decision[][]}
 */
export function scoreByCosine(dialogues, vectors) {
  return dialogues.map((dialogue) => {
    return decisionPlaces(dialogue).map((place) => {
      const recent = dialogue.utterances.slice(place - 2, place);
      const mean = new Float64Array(dimension);
      for (const text of recent) {
        vectorOf(vectors, text).forEach((x, i) => {
          mean[i] += x;
        });
      }
      const vector = vectorOf(vectors, dialogue.utterances[place] ?? "");
      const product = vector.reduce((sum, x, i) => sum + x * mean[i], 0);
      const score = 1 - product / Math.hypot(...mean);
      return { score, isShift: isShift(dialogue, place) };
    });
  });
}

/** @param {ReadonlyMap<string, Float32Array>} vectors @param {string} text */
export function vectorOf(vectors, text) {
  const vector = vectors.get(text);
  if (vector === undefined) throw new Error("an utterance has no vector");
  return vector;
}
