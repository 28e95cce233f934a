import { readFileSync } from "node:fs";
import { readData } from "../common/read-data.mjs";

/** @typedef {import("./read-dialogues.mjs").Corpus} Corpus */
/** @typedef {import("./read-dialogues.mjs").Dialogue} Dialogue */
/** @typedef {{ speaker: string, text: string }} Turn */

/** Utterances from which on a conversation has two decisions, the fewest that say something. */
const utterancesMin = 5;

const supportConversation = new URL(
  "../../../examples/support-conversation.jsonl",
  import.meta.url,
);

/**
 * Talk without a marked start of a topic, each piece a conversation of its own, so every detection
 * in it counts as a false alarm.
 *
 * @param {readonly [Corpus, Corpus]} corpora - DialSeg711, TIAGE
 * @param {string | undefined} folder - of LoCoMo; as for `readData`
 * @returns {Corpus[]}
 */
export function readSingleTopics([dialSeg, tiage], folder) {
  const unshifted = tiage.dialogues.filter(({ startsTopic }) => !startsTopic.includes(true, 1));
  return [
    { name: "DialSeg711, single tasks", dialogues: segmentsOf(dialSeg.dialogues) },
    { name: "TIAGE, single segments", dialogues: segmentsOf(tiage.dialogues) },
    { name: "TIAGE, dialogues without a shift", dialogues: unshifted },
    { name: "LoCoMo, sittings (no labels)", dialogues: readSittings(folder) },
    { name: "support example, sittings", dialogues: readSupport() },
  ];
}

/** The marked segments as dialogues. The speaker who opens a segment is its user. */
function segmentsOf(/** @type {readonly Dialogue[]} */ dialogues) {
  return dialogues.flatMap(({ utterances, startsTopic }) => {
    const starts = utterances.flatMap((_, place) => (startsTopic[place] ? [place] : []));
    const segments = starts.map((start, i) => utterances.slice(start, starts[i + 1]));
    return segments.filter(({ length }) => length >= utterancesMin).map(oneTopic);
  });
}

/** @param {string | undefined} folder */
function readSittings(folder) {
  const conversations = /** @type {{ conversation: Record<string, unknown> }[]} */ (
    readData("locomo", folder)
  );
  return conversations.flatMap(({ conversation }) => {
    const sittings = [];
    for (let number = 1; Array.isArray(conversation[`session_${number}`]); number++) {
      sittings.push(/** @type {Turn[]} */ (conversation[`session_${number}`]));
    }
    return sittings.map((turns) => oneTopic(alternate(turns)));
  });
}

/** The sittings of the example lie days apart. */
function readSupport() {
  const lines = readFileSync(supportConversation, "utf8").trim().split("\n");
  const turns = lines.map((line) => JSON.parse(line));
  const days = new Set(turns.map(({ timestamp }) => timestamp.slice(0, 10)));
  return [...days].map((day) => {
    const sitting = turns.filter(({ timestamp }) => timestamp.startsWith(day));
    return oneTopic(sitting.map(({ text }) => text));
  });
}

/** Joins what one speaker says in a row, so that two speakers alternate. */
function alternate(/** @type {readonly Turn[]} */ turns) {
  /** @type {Turn[]} */
  const joined = [];
  for (const { speaker, text } of turns) {
    const last = joined.at(-1);
    if (last?.speaker === speaker) last.text += ` ${text}`;
    else joined.push({ speaker, text });
  }
  return joined.map(({ text }) => text);
}

/** @param {readonly string[]} utterances @returns {Dialogue} */
function oneTopic(utterances) {
  return { utterances, startsTopic: utterances.map((_, place) => place === 0) };
}
