import { toDirection } from "../../../packages/core/dist/index.js";
import { showProgress } from "../common/show-progress.mjs";
import { bm25Ranker, denseRanker, fuseRankings, miniSearchRanker } from "./baselines.mjs";
import { featureNames, fitWeights, rankWith, shippedWeights, toExample } from "./fit-weights.mjs";
import { LoadedSession, rankedMax } from "./load-session.mjs";
import { measure } from "./measure.mjs";

/** @typedef {import("./read-conversations.mjs").Conversation} Conversation */
/** @typedef {{ category: number, measures: number[] }} MeasuredQuestion */

/**
 * Measures of every question under every system.
 *
 * @typedef {Map<string, MeasuredQuestion[][]>} Results - by system, then by conversation
 */

/**
 * The bundled model's vectors of everything that is said or asked.
 *
 * @typedef {{ embedderId: string, vectors: ReadonlyMap<string, Float32Array> }} Model
 */

/** Names of the systems, as the report prints them. */
export const systems = {
  semvec: "Semvec",
  semvecLexical: "Semvec, no model",
  bm25: "BM25, stemmed",
  miniSearch: "MiniSearch",
  dense: "dense alone",
  fused: "RRF of BM25 and dense",
};

/** Name of a system whose weights were fitted on the other conversations. */
export const heldOut = (/** @type {string} */ system) => `${system}, weights held out`;

/**
 * Asks every question of every system, through the shipped API where it is ours.
 *
 * @param {readonly Conversation[]} conversations
 * @param {Model | undefined} model - without it, only what needs no vector
 * @returns {Results}
 */
export function evaluateSystems(conversations, model) {
  /** @type {Results} */
  const results = new Map();
  conversations.forEach((conversation, i) => {
    showProgress("conversations asked", i, conversations.length);
    const ask = openSystems(conversation, model);
    for (const question of conversation.questions) {
      for (const [system, found] of ask(question.text)) {
        const measures = measure(found, question, conversation.turns);
        const ofSystem = results.get(system) ?? conversations.map(() => []);
        ofSystem[i]?.push({ category: question.category, measures });
        results.set(system, ofSystem);
      }
    }
  });
  showProgress("conversations asked", conversations.length, conversations.length);
  return results;
}

/**
 * @param {Conversation} conversation
 * @param {Model | undefined} model
 * @returns {(question: string) => [string, import("./load-session.mjs").Found][]}
 */
function openSystems(conversation, model) {
  const texts = conversation.turns.map((turn) => turn.text);
  const session = new LoadedSession(conversation, model);
  const bm25 = bm25Ranker(texts);
  const miniSearch = miniSearchRanker(texts);
  const pack = (/** @type {number[]} */ places) => session.pack(places.slice(0, rankedMax));
  if (model === undefined) {
    return (question) => [
      [systems.semvecLexical, session.recall(question)],
      [systems.bm25, pack(bm25(question))],
      [systems.miniSearch, pack(miniSearch(question))],
    ];
  }
  const dense = denseRanker(texts.map((text) => vectorOf(model, text)));
  return (question) => {
    const vector = vectorOf(model, question);
    const lexical = bm25(question);
    const near = dense(vector);
    return [
      [systems.semvec, session.recall(question, vector)],
      [systems.semvecLexical, session.recall(question)],
      [systems.bm25, pack(lexical)],
      [systems.miniSearch, pack(miniSearch(question))],
      [systems.dense, pack(near)],
      [systems.fused, pack(fuseRankings([lexical, near], texts.length))],
    ];
  };
}

/** @param {Model} model @param {string} text */
function vectorOf(model, text) {
  const vector = model.vectors.get(text);
  if (vector === undefined) throw new Error("a text has no vector");
  return vector;
}

/**
 * Leaves each conversation out in turn: fits all weights on the others and asks it its questions.
 *
 * @param {readonly Conversation[]} conversations - at least two
 * @param {Model | undefined} model
 * @returns {{ measured: MeasuredQuestion[][], weights: Record<string, number>[] }}
 *   by the conversation left out
 */
export function evaluateRefits(conversations, model) {
  const names = featureNames(model !== undefined);
  const loaded = conversations.map((conversation, i) => {
    showProgress("conversations read for the refit", i, conversations.length);
    const session = new LoadedSession(conversation, model);
    const questions = conversation.questions.map((question) => {
      const asked = toQuery(session, question.text, model);
      checkSameRanking(session, asked, question.text, model);
      return { question, asked, example: toExample(session, asked, question.evidence, names) };
    });
    return { session, questions };
  });
  showProgress("conversations read for the refit", loaded.length, loaded.length);
  const weights = loaded.map((leftOut) => {
    const rest = loaded.filter((one) => one !== leftOut);
    return fitWeights(
      rest.flatMap(({ questions }) => questions.map((it) => it.example)),
      names,
    );
  });
  const measured = loaded.map(({ session, questions }, i) => {
    return questions.map(({ question, asked }) => {
      const { places, scores } = rankWith(session, asked, weights[i] ?? {});
      const found = session.pack(places, scores);
      const measures = measure(found, question, session.conversation.turns);
      return { category: question.category, measures };
    });
  });
  return { measured, weights };
}

/** @param {LoadedSession} session @param {string} text @param {Model | undefined} model */
function toQuery(session, text, model) {
  if (model === undefined) return { text };
  const direction = toDirection(vectorOf(model, text));
  return { text, cosines: session.state.memories.cosines(direction).slice() };
}

/**
 * The refit ranks beside the shipped API; with the shipped weights both must agree.
 *
 * @param {LoadedSession} session
 * @param {{ text: string, cosines?: Float64Array }} asked
 * @param {string} text
 * @param {Model | undefined} model
 */
function checkSameRanking(session, asked, text, model) {
  const { places: beside } = rankWith(session, asked, shippedWeights(model !== undefined));
  const shipped = session.recall(text, model && vectorOf(model, text)).places;
  if (beside.join() === shipped.join()) return;
  throw new Error(`the refit does not rank as the shipped API does: "${text}"`);
}
