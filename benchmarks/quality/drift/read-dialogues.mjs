import { readData } from "../common/read-data.mjs";

/**
 * A dialogue whose topics are marked. The first speaker is the user, the other the assistant.
 *
 * @typedef {object} Dialogue
 * @property {readonly string[]} utterances
 * @property {readonly boolean[]} startsTopic - by utterance
 *
 * @typedef {object} Corpus
 * @property {string} name
 * @property {readonly Dialogue[]} dialogues
 */

/**
 * A corpus of tasks, and one of chit-chat.
 *
 * @param {string | undefined} folder
 * @returns {[Corpus, Corpus]}
 */
export function readCorpora(folder) {
  return [
    { name: "DialSeg711", dialogues: readDialogues("dialseg711", folder) },
    { name: "TIAGE", dialogues: readDialogues("tiage", folder) },
  ];
}

/** @param {"dialseg711" | "tiage"} name @param {string | undefined} folder @returns {Dialogue[]} */
function readDialogues(name, folder) {
  const raw = /** @type {{ utterances: string[], segments: number[] }[]} */ (
    readData(name, folder)
  );
  return raw.map(({ utterances, segments }) => {
    const startsTopic = utterances.map(() => false);
    let start = 0;
    for (const length of segments) {
      startsTopic[start] = true;
      start += length;
    }
    if (start !== utterances.length) throw new Error("the segments do not cover the dialogue");
    return { utterances, startsTopic };
  });
}

/**
 * Places of the user turns that are decided on: all but the first.
 *
 * @param {Dialogue} dialogue
 */
export function decisionPlaces({ utterances }) {
  const places = [];
  for (let place = 2; place < utterances.length; place += 2) places.push(place);
  return places;
}

/** A topic starts at this user turn, or at the assistant's just before. */
export function isShift(/** @type {Dialogue} */ { startsTopic }, /** @type {number} */ place) {
  return startsTopic[place] === true || startsTopic[place - 1] === true;
}
