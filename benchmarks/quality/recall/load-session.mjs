import { commandLimits, Session, sessionMachine } from "../../../packages/core/dist/index.js";
import { assembleContext } from "../common/core-internals.mjs";
import { dimension } from "../common/embed-texts.mjs";

/** @typedef {import("./read-conversations.mjs").Conversation} Conversation */
/** @typedef {import("./read-conversations.mjs").Turn} Turn */

/** Most memories that one recall gives; contexts are packed from these. */
export const rankedMax = commandLimits.topKMax;

/** Budgets that contexts are packed to, in tokens of four characters. */
export const tokenBudgets = [1424, 350];

/** Logits between neighbours of a ranking without scores: more than any length can cost. */
const rankStep = 1000;

/** Questions are asked a day after the last turn. */
const askDelayMs = 86_400_000;

/** Says nothing, for sessions that are only asked by text; a stored turn needs a vector. */
const blindVector = Float32Array.of(1);

/**
 * What a system found for a question.
 *
 * @typedef {object} Found
 * @property {readonly number[]} places - of the ranked turns, best first, at most `rankedMax`
 * @property {readonly string[]} contexts - by the order of `tokenBudgets`
 */

/** A conversation in a session of its own, told turn by turn as a client would. */
export class LoadedSession {
  /** @type {Conversation} */
  conversation;
  /** The session's state, for what stands beside the shipped API. */
  state;
  /** Memories by the place of their turn. */
  memories;
  #session;
  #placeOfSource;
  #nowMs;

  /**
   * @param {Conversation} conversation
   * @param {{ embedderId: string, vectors: ReadonlyMap<string, Float32Array> } | undefined} model
   */
  constructor(conversation, model) {
    const { turns } = conversation;
    const first = turns[0]?.timestampMs ?? 0;
    this.conversation = conversation;
    this.#placeOfSource = new Map(turns.map((turn, place) => [turn.id, place]));
    this.#nowMs = (turns.at(-1)?.timestampMs ?? first) + askDelayMs;
    const options =
      model === undefined ? { dimension: 1 } : { dimension, embedderId: model.embedderId };
    this.#session = Session.create(conversation.id, options, { nowMs: first });
    const spoken = pairTurns(turns).map((pair) => toTurnInput(pair, model?.vectors));
    for (let start = 0; start < spoken.length; start += commandLimits.turnCountMax) {
      const batch = spoken.slice(start, start + commandLimits.turnCountMax);
      this.#session.storeTurns(batch, { nowMs: this.#nowMs });
    }
    this.state = sessionMachine.decodeState(this.#session.snapshot());
    this.memories = [...this.state.memories];
    if (this.memories.length !== turns.length) {
      throw new Error(`${turns.length} turns were stored, ${this.memories.length} are held`);
    }
  }

  /** Recalls through the shipped API. @param {string} text @param {Float32Array} [vector] */
  recall(text, vector) {
    const input = { text, ...(vector && { vector }), topK: rankedMax, nowMs: this.#nowMs };
    const answers = tokenBudgets.map((tokenBudget) => {
      return this.#session.recall({ ...input, tokenBudget });
    });
    const places = (answers[0]?.memories ?? []).map(({ memoryHash }) => {
      return this.placeOf(this.#session.memory(memoryHash));
    });
    return { places, contexts: answers.map(({ context }) => context) };
  }

  /**
   * Packs a ranking that another method made as the shipped API packs its own.
   *
   * @param {readonly number[]} places
   * @param {readonly number[]} [scores] - in logits. Without them contexts fill in rank order:
   *   scores of another kind cannot be weighed against lengths
   * @returns {Found}
   */
  pack(places, scores = places.map((_, rank) => -rank * rankStep)) {
    // The relevance is printed with each item, always at the same width.
    const ranked = places.map((place, rank) => {
      return { memory: this.memories[place], relevance: 0.5, score: scores[rank] };
    });
    const ranking = /** @type {any} */ ({ ranked, topSimilarity: 0 });
    const contexts = tokenBudgets.map((tokenBudget) => {
      return assembleContext(this.state, ranking, { nowMs: this.#nowMs, tokenBudget }).context;
    });
    return { places, contexts };
  }

  /** @param {{ readonly source?: string }} memory */
  placeOf(memory) {
    const place = this.#placeOfSource.get(memory.source ?? "");
    if (place === undefined) throw new Error("a memory does not name its turn");
    return place;
  }
}

/**
 * A turn of the first speaker is a message, and one of the other right after it its response.
 *
 * @param {readonly Turn[]} turns
 * @returns {{ message?: Turn, response?: Turn }[]}
 */
function pairTurns(turns) {
  /** @type {{ message?: Turn, response?: Turn }[]} */
  const pairs = [];
  for (const turn of turns) {
    const open = pairs.at(-1);
    const answers = open?.message?.sitting === turn.sitting && open.response === undefined;
    if (turn.isFirstSpeaker) pairs.push({ message: turn });
    else if (open !== undefined && answers) open.response = turn;
    else pairs.push({ response: turn });
  }
  return pairs;
}

/**
 * @param {{ message?: Turn, response?: Turn }} pair
 * @param {ReadonlyMap<string, Float32Array> | undefined} vectors
 */
function toTurnInput({ message, response }, vectors) {
  const utterance = (/** @type {Turn} */ { id, text, timestampMs }) => {
    const vector = vectors === undefined ? blindVector : vectors.get(text);
    if (vector === undefined) throw new Error(`turn ${id} has no vector`);
    return { text, vector, timestampMs, source: id };
  };
  return {
    ...(message !== undefined && { message: utterance(message) }),
    ...(response !== undefined && { response: utterance(response) }),
  };
}
