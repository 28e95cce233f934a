import { InvalidArgumentError } from "../errors.js";
import type { Analyzer } from "../lexical/analyzer.js";
import { englishAnalyzer } from "../lexical/english-analyzer.js";
import { grownFloat64, grownUint8 } from "../lexical/grown.js";
import { PostingLists } from "../lexical/posting-lists.js";
import { yearOfDay } from "./calendar.js";
import { DenseFeatures } from "./dense-features.js";
import { LexicalFeatures } from "./lexical-features.js";
import { emptyQuestion, parseQuestion, type Question } from "./question.js";
import type { RankedUnit, RecallQuery } from "./recall-query.js";
import type { RecallUnit } from "./recall-unit.js";
import { noSpeaker, SpeakerNames } from "./speaker-names.js";
import { Tally } from "./tally.js";
import { TopRanked } from "./top-ranked.js";
import { conversationWordsMax, turnCues } from "./turn-cues.js";
import { UnitScorer } from "./unit-scorer.js";
import { UnitSequence } from "./unit-sequence.js";

/** Slots are below this. Columns are as long as the largest slot, so slots should be reused. */
export const slotCountMax = 100_000;
/** A unit's day is at most this far from 1970-01-01: the range of an ECMAScript date. */
export const dayMagnitudeMax = 100_000_000;

/** Day, cues and first mentions of a unit. */
const COLUMN_BYTES_PER_UNIT = 13;

/** Options of a {@link RecallIndex}. */
export interface RecallIndexOptions {
  /** Default: {@link englishAnalyzer}. */
  readonly analyzer?: Analyzer;
}

/** Slots in insertion order. */
export interface SlotOrder extends Iterable<number> {
  readonly length: number;
  readonly [position: number]: number;
}

/**
 * Query buffers of all indexes: ranking is synchronous and calls nobody's code but the analyzer's
 * before it fills them, so one set suffices however many sessions are in memory.
 */
const lexical = new LexicalFeatures();
const dense = new DenseFeatures();

/**
 * Ranks the units of one conversation for a question, by one linear score over what was said, what
 * was said around it, who said it, when, and how near its vector is.
 *
 * Units live in slots, small integers that the caller chooses and may reuse. The order in which
 * they were added is the order of the conversation. Scores depend on the units and their order
 * alone, bit for bit: neither the slots nor units that have come and gone leave a trace.
 *
 * Adding and removing take time in the unit's own length; a query, in the postings of its terms
 * and the number of units. Texts are not kept.
 *
 * @example
 * ```ts
 * const index = new RecallIndex();
 * index.add(0, { text: "Did you ever learn to sail?", speaker: "Ana", sitting: 1 });
 * index.add(1, { text: "Yes, in Split, two summers ago.", speaker: "Ben", sitting: 1 });
 * const query = { text: "Where did Ben learn to sail?", weights: lexicalOnlyWeights };
 * index.rank(query, 1)[0]?.slot; // 1
 * ```
 */
export class RecallIndex {
  readonly #analyzer: Analyzer;
  readonly #postings = new PostingLists();
  readonly #sequence = new UnitSequence();
  readonly #speakerNames: SpeakerNames;
  readonly #years = new Tally<number>();
  #days = new Float64Array(0);
  #cues = new Uint8Array(0);

  constructor(options: RecallIndexOptions = {}) {
    this.#analyzer = options.analyzer ?? englishAnalyzer;
    this.#speakerNames = new SpeakerNames(this.#analyzer);
  }

  /** Number of units in the index. */
  get size(): number {
    return this.#sequence.size;
  }

  /** The slots in insertion order; a view, stale after the next `add` or `remove`. */
  get order(): SlotOrder {
    return this.#sequence.order;
  }

  /**
   * Estimate of the memory the units hold, in bytes. Depends on them alone, so a restored session
   * reports the same; spare capacity, up to as much again, is not counted.
   */
  get bytes(): number {
    const columnBytes = this.#sequence.size * COLUMN_BYTES_PER_UNIT;
    const { bytes: nameBytes } = this.#speakerNames;
    return this.#postings.bytes + this.#sequence.bytes + nameBytes + columnBytes;
  }

  /** Whether a unit is in this slot. */
  has(slot: number): boolean {
    return this.#sequence.has(slot);
  }

  /**
   * Adds a unit at the end of the order.
   *
   * @throws InvalidArgumentError when the slot is taken or not an integer from 0 to below
   *   {@link slotCountMax}, when the sitting is not a finite number, or when the day is not within
   *   {@link dayMagnitudeMax}
   */
  add(slot: number, unit: RecallUnit): void {
    this.#checkUnit(slot, unit);
    this.#insert(slot, unit);
  }

  /**
   * Puts another unit in the place of one. The index is then as if the new one had been added in
   * its stead.
   *
   * @throws InvalidArgumentError as {@link add}, and when the slot is empty; nothing has changed
   */
  replace(slot: number, unit: RecallUnit): void {
    checkPlace(unit);
    const position = this.has(slot) ? this.#sequence.positionOf(slot) : 0;
    this.remove(slot);
    this.#insert(slot, unit, position);
  }

  #insert(slot: number, unit: RecallUnit, position?: number): void {
    const words = this.#analyzer.words(unit.text);
    const isConversation = unit.speaker !== undefined && words.length <= conversationWordsMax;
    if (unit.caption !== undefined) appendAll(words, this.#analyzer.words(unit.caption));
    const terms = this.#termsOf(words);
    const later = new Set(position === undefined ? [] : this.#sequence.order.subarray(position));
    this.#postings.add(slot, terms, (other) => later.has(other));
    const placed = {
      length: terms.length,
      sitting: unit.sitting,
      speaker: unit.speaker === undefined ? noSpeaker : this.#speakerNames.add(unit.speaker),
      isTalk: isConversation,
    };
    this.#sequence.insert(slot, placed, position);

    this.#days = grownFloat64(this.#days, slot + 1);
    this.#cues = grownUint8(this.#cues, slot + 1);
    const isEnglish = this.#analyzer.language === "en";
    this.#cues[slot] = turnCues(unit.text, { isConversation, isEnglish });
    const day = unit.day === undefined ? Number.NaN : Math.floor(unit.day);
    this.#days[slot] = day;
    if (!Number.isNaN(day)) this.#years.add(yearOfDay(day));
  }

  /**
   * Takes a unit out, from anywhere in the order. The index is then as if it had never been added;
   * the units around it become neighbours when they share a sitting.
   *
   * @throws InvalidArgumentError when the slot is empty
   */
  remove(slot: number): void {
    if (!this.has(slot)) throw new InvalidArgumentError(`slot ${slot} holds no unit to remove`);
    this.#postings.remove(slot);
    this.#sequence.remove(slot);
    const speaker = this.#sequence.speakers[slot] as number;
    if (speaker !== noSpeaker) this.#speakerNames.remove(speaker);
    const day = this.#days[slot] as number;
    if (!Number.isNaN(day)) this.#years.remove(yearOfDay(day));
  }

  /**
   * The best units for a query, best first; of equal scores the later unit first. With nothing to
   * go by (an empty question, or only stop words) that leaves speaker, cues and lateness.
   *
   * @param limit - most units returned
   * @throws InvalidArgumentError when the limit is not an integer from 0, when a unit has no finite
   *   cosine, or when a prior or boost is not a number
   */
  rank(query: RecallQuery, limit: number): RankedUnit[] {
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new InvalidArgumentError(`the limit must be an integer from 0, got ${limit}`);
    }
    const order = this.#sequence.order;
    if (order.length === 0 || limit === 0) return [];
    const scorer = this.#scorer(query, order);
    const top = new TopRanked(Math.min(limit, order.length));
    const scoreAt = (position: number): number => {
      const slot = order[position] as number;
      return scorer.score(slot) + wish(query.priors, slot) + wish(query.boosts, slot);
    };
    for (let position = 0; position < order.length; position++) {
      const score = scoreAt(position);
      if (Number.isNaN(score)) {
        throw new InvalidArgumentError("priors and boosts must hold a number for every slot");
      }
      top.offer(position, score);
    }
    const positions = top.drain();
    const best = scoreAt(positions[0] as number);
    return positions.map((position) => {
      const score = scoreAt(position);
      const slot = order[position] as number;
      return { slot, score, confidence: Math.exp(score - best), reasons: scorer.reasons(slot) };
    });
  }

  #scorer(query: RecallQuery, order: Int32Array): UnitScorer {
    const question = this.#question(query.text);
    lexical.compute(question.terms, this.#postings, this.#sequence);
    if (query.cosines !== undefined) dense.compute(query.cosines, order);
    const columns = {
      sequence: this.#sequence,
      days: this.#days,
      cues: this.#cues,
      firstMentions: this.#postings.firstMentions,
    };
    const cosines = query.cosines === undefined ? undefined : dense.values;
    return new UnitScorer(columns, { question, lexical, dense: cosines }, query.weights);
  }

  #question(text: string | undefined): Question {
    if (text === undefined) return emptyQuestion;
    return parseQuestion(text, {
      analyzer: this.#analyzer,
      speakers: this.#speakerNames,
      years: this.#years.keys(),
    });
  }

  #termsOf(words: readonly string[]): string[] {
    const terms: string[] = [];
    for (const word of words) {
      const term = this.#analyzer.term(word);
      if (term !== undefined) terms.push(term);
    }
    return terms;
  }

  #checkUnit(slot: number, unit: RecallUnit): void {
    if (!Number.isInteger(slot) || slot < 0 || slot >= slotCountMax) {
      const range = `an integer from 0 to ${slotCountMax - 1}`;
      throw new InvalidArgumentError(`a slot must be ${range}, got ${slot}`);
    }
    if (this.has(slot)) {
      throw new InvalidArgumentError(`slot ${slot} is taken; remove its unit first`);
    }
    checkPlace(unit);
  }
}

function checkPlace(unit: RecallUnit): void {
  if (!Number.isFinite(unit.sitting)) {
    throw new InvalidArgumentError(`a sitting must be a finite number, got ${unit.sitting}`);
  }
  if (unit.day !== undefined && !(Math.abs(unit.day) <= dayMagnitudeMax)) {
    const range = `within ±${dayMagnitudeMax} days of 1970-01-01`;
    throw new InvalidArgumentError(`a day must be ${range}, got ${unit.day}`);
  }
}

/** What the caller adds to a unit's score; nothing when it gave no column. */
function wish(column: Float64Array | undefined, slot: number): number {
  return column === undefined ? 0 : (column[slot] ?? Number.NaN);
}

/** Spreading a long text's words into `push` would exceed the engine's argument limit. */
function appendAll(words: string[], more: readonly string[]): void {
  for (const word of more) words.push(word);
}
