import { readData } from "../common/read-data.mjs";

/** Conversations of LoCoMo that the shipped recall weights were fitted on. */
const fittedConversations = new Set(["conv-26", "conv-30", "conv-41", "conv-42", "conv-43"]);

/** Questions of the fifth category have no answer, and so no evidence to recall. */
export const categories = new Map([
  [1, "multi-hop"],
  [2, "temporal"],
  [3, "open-domain"],
  [4, "single-hop"],
]);

/**
 * @typedef {object} Turn
 * @property {string} id - such as `D3:12`
 * @property {string} speaker
 * @property {boolean} isFirstSpeaker - the one whose turns are stored as messages
 * @property {number} sitting
 * @property {string} text - as it is stored: `Speaker: text (shared a photo: caption)`
 * @property {number} timestampMs
 *
 * @typedef {object} Question
 * @property {string} text
 * @property {number} category
 * @property {readonly number[]} evidence - places of the turns that hold the answer
 *
 * @typedef {object} Conversation
 * @property {string} id
 * @property {boolean} isFitted - the shipped weights have seen it
 * @property {readonly Turn[]} turns
 * @property {readonly Question[]} questions
 */

/**
 * Reads the conversations of LoCoMo (Maharana et al., ACL 2024).
 *
 * @param {string | undefined} folder
 * @returns {Conversation[]}
 */
export function readConversations(folder) {
  const raw = /** @type {any[]} */ (readData("locomo", folder));
  return raw.map(({ sample_id: id, conversation, qa }) => {
    const turns = readTurns(conversation);
    const placeOf = new Map(turns.map((turn, place) => [turn.id, place]));
    const questions = qa
      .map((/** @type {any} */ question) => readQuestion(question, placeOf))
      .filter((/** @type {Question} */ { category, evidence }) => {
        return categories.has(category) && evidence.length > 0;
      });
    return { id, isFitted: fittedConversations.has(id), turns, questions };
  });
}

/** @param {Record<string, any>} conversation @returns {Turn[]} */
function readTurns(conversation) {
  const turns = [];
  for (let sitting = 1; Array.isArray(conversation[`session_${sitting}`]); sitting++) {
    const timestampMs = readDate(conversation[`session_${sitting}_date_time`]);
    for (const { speaker, dia_id: id, text, blip_caption } of conversation[`session_${sitting}`]) {
      const shared = blip_caption === undefined ? "" : ` (shared a photo: ${blip_caption})`;
      const isFirstSpeaker = speaker === conversation.speaker_a;
      const stored = `${speaker}: ${text}${shared}`;
      turns.push({ id, speaker, isFirstSpeaker, sitting, text: stored, timestampMs });
    }
  }
  return turns;
}

/** Reads `1:56 pm on 8 May, 2023`, taken as UTC. @param {string} stamp */
function readDate(stamp) {
  const [, clock, day, year] = /^(\d+:\d\d [ap]m) on (\d+ \w+), (\d{4})$/.exec(stamp) ?? [];
  const timestampMs = Date.parse(`${day} ${year} ${clock} UTC`);
  if (Number.isNaN(timestampMs)) throw new Error(`cannot read the date "${stamp}"`);
  return timestampMs;
}

/**
 * An evidence string may hold several ids, and ids with leading zeros.
 *
 * @param {any} raw
 * @param {ReadonlyMap<string, number>} placeOf
 * @returns {Question}
 */
function readQuestion({ question, category, evidence = [] }, placeOf) {
  const ids = evidence.flatMap((/** @type {string} */ text) => text.match(/D\d+:\d+/g) ?? []);
  const places = ids.map((/** @type {string} */ id) => placeOf.get(id.replace(/:0+(\d)/, ":$1")));
  const known = new Set(places.filter((/** @type {number | undefined} */ it) => it !== undefined));
  return { text: question, category, evidence: /** @type {number[]} */ ([...known]) };
}
