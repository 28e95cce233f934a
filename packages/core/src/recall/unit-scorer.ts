import type { LexicalFeatures } from "./lexical-features.js";
import type { Question } from "./question.js";
import { dateFit } from "./question-dates.js";
import type { RecallReason } from "./recall-query.js";
import type { RecallWeights } from "./recall-weights.js";
import { noSpeaker } from "./speaker-names.js";
import { turnCue } from "./turn-cues.js";
import { noSlot, type UnitSequence } from "./unit-sequence.js";

/** A group of features is a reason when it adds at least this to the logit: odds up by 1.65. */
export const reasonLogitMin = 0.5;

/** What is known of each unit, by slot. */
export interface UnitColumns {
  readonly sequence: UnitSequence;
  /** Whole days since 1970-01-01, or `NaN`. */
  readonly days: Float64Array;
  /** Bits of {@link turnCue}. */
  readonly cues: Uint8Array;
  /** Terms that were first said in the unit. */
  readonly firstMentions: Int32Array;
}

/** What one query says about the units. */
export interface Evidence {
  readonly question: Question;
  readonly lexical: LexicalFeatures;
  /** Standardised cosines by slot, when there are vectors. */
  readonly dense: Float64Array | undefined;
}

/**
 * Mean of the logarithm over the turns of the fitted conversations. Taken off, so that turns are on
 * average neither before nor behind documents, for which the feature is 0.
 */
const NOVELTY_MEAN = 0.85;

/** Places of the groups of features in {@link UnitScorer}'s sums; the order of the reasons. */
const reasonNames: readonly RecallReason[] = [
  "lexical",
  "neighbours",
  "dense",
  "speaker",
  "date",
  "cues",
];
const LEXICAL = 0;
const NEIGHBOURS = 1;
const DENSE = 2;
const SPEAKER = 3;
const DATE = 4;
const CUES = 5;

/** The linear score of the units for one query, and what it is made of. */
export class UnitScorer {
  readonly #columns: UnitColumns;
  readonly #evidence: Evidence;
  readonly #weights: RecallWeights;
  readonly #sums = new Float64Array(reasonNames.length);
  /** Units of a day follow each other, so the fit of the last day is nearly always the answer. */
  #lastDay = Number.NaN;
  #lastDayFit = 0;

  constructor(columns: UnitColumns, evidence: Evidence, weights: RecallWeights) {
    this.#columns = columns;
    this.#evidence = evidence;
    this.#weights = weights;
  }

  /** Logit of a unit. */
  score(slot: number): number {
    const sums = this.#sums;
    const cues = this.#columns.cues[slot] as number;
    this.#addLexical(slot);
    this.#addDense(slot);
    sums[SPEAKER] = this.#weights.speaker * this.#speakerFeature(slot);
    sums[DATE] = this.#weights.date * this.#dateFeature(slot);
    sums[CUES] = 0;
    if ((cues & turnCue.conversation) !== 0) this.#addCues(slot, cues);
    let score = 0;
    for (let i = 0; i < sums.length; i++) score += sums[i] as number;
    return score;
  }

  /** The groups that raise a unit by at least {@link reasonLogitMin}, in a fixed order. */
  reasons(slot: number): RecallReason[] {
    this.score(slot);
    return reasonNames.filter((_, group) => (this.#sums[group] as number) >= reasonLogitMin);
  }

  /**
   * The windows hold the unit itself. What they give is therefore split: as far as the unit's own
   * words match it is `lexical`, and the rest, what its surroundings add, is `neighbours`.
   */
  #addLexical(slot: number): void {
    const { lexical } = this.#evidence;
    const { own, pair, window, sitting } = this.#weights;
    const { sittings } = this.#columns.sequence;
    const ownShare = lexical.own[slot] as number;
    const sittingShare = lexical.sitting[sittings[slot] as number] as number;
    this.#sums[LEXICAL] = (own + pair + window + sitting) * ownShare;
    this.#sums[NEIGHBOURS] =
      pair * ((lexical.pair[slot] as number) - ownShare) +
      window * ((lexical.window[slot] as number) - ownShare) +
      sitting * (sittingShare - ownShare);
  }

  #addDense(slot: number): void {
    const { dense } = this.#evidence;
    this.#sums[DENSE] = 0;
    if (dense === undefined) return;
    const before = this.#columns.sequence.previous[slot] as number;
    const after = this.#columns.sequence.next[slot] as number;
    const fromBefore = before === noSlot ? 0 : (dense[before] as number);
    const fromAfter = after === noSlot ? 0 : (dense[after] as number);
    const { dense: own, densePrevious, denseNext } = this.#weights;
    this.#sums[DENSE] = own * (dense[slot] as number);
    this.#sums[NEIGHBOURS] =
      (this.#sums[NEIGHBOURS] as number) + densePrevious * fromBefore + denseNext * fromAfter;
  }

  #speakerFeature(slot: number): number {
    const named = this.#evidence.question.speaker;
    if (named === noSpeaker) return 0;
    return this.#columns.sequence.speakers[slot] === named ? 1 : -1;
  }

  #dateFeature(slot: number): number {
    const { dates } = this.#evidence.question;
    if (dates.length === 0) return 0;
    const day = this.#columns.days[slot] as number;
    if (day !== this.#lastDay) {
      this.#lastDay = day;
      this.#lastDayFit = dateFit(day, dates);
    }
    return this.#lastDayFit;
  }

  #addCues(slot: number, cues: number): void {
    const weights = this.#weights;
    const before = this.#columns.sequence.previous[slot] as number;
    const followsQuestion =
      before !== noSlot && ((this.#columns.cues[before] as number) & turnCue.asks) !== 0;
    const firstMentions = this.#columns.firstMentions[slot] as number;
    let sum = weights.novelty * (Math.log1p(firstMentions) - NOVELTY_MEAN);
    if ((cues & turnCue.endsInQuestion) !== 0) sum += weights.endsInQuestion;
    if ((cues & turnCue.capitalised) !== 0) sum += weights.capitalised;
    if (followsQuestion) sum += weights.followsQuestion;
    if ((cues & turnCue.time) !== 0) {
      sum += weights.time;
      if (this.#evidence.question.asksWhen) {
        this.#sums[DATE] = (this.#sums[DATE] as number) + weights.whenTime;
      }
    }
    this.#sums[CUES] = sum;
  }
}
