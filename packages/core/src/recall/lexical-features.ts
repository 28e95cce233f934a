import {
  type Bm25Parameters,
  inverseDocumentFrequency,
  saturatedFrequency,
} from "../lexical/bm25.js";
import { grownFloat64, grownInt32 } from "../lexical/grown.js";
import { noPosting, type PostingLists } from "../lexical/posting-lists.js";
import { noSlot, type UnitSequence, windowReach } from "./unit-sequence.js";

const ownParameters: Bm25Parameters = { k1: 0.9, b: 0.3 };
const windowParameters: Bm25Parameters = { k1: 1.2, b: 0.75 };
const sittingParameters: Bm25Parameters = { k1: 2, b: 0.75 };

/** One sort of document that terms are counted in: the pair, the window, or the sitting. */
class Documents {
  /** BM25 so far, by document. */
  scores = new Float64Array(0);
  #counts = new Int32Array(0);
  #touched = new Int32Array(0);
  #touchedCount = 0;

  prepare(capacity: number): void {
    this.scores = grownFloat64(this.scores, capacity);
    this.#counts = grownInt32(this.#counts, capacity);
    this.#touched = grownInt32(this.#touched, capacity);
    this.scores.fill(0, 0, capacity);
  }

  /** Counts a term in a document. */
  count(document: number, frequency: number): void {
    const before = this.#counts[document] as number;
    if (before === 0) {
      this.#touched[this.#touchedCount] = document;
      this.#touchedCount += 1;
    }
    this.#counts[document] = before + frequency;
  }

  /** Ends a term: adds its BM25 wherever it was counted, and forgets the counts. */
  finishTerm(
    documents: number,
    lengths: Int32Array,
    meanLength: number,
    parameters: Bm25Parameters,
  ): void {
    const idf = inverseDocumentFrequency(documents, this.#touchedCount);
    for (let i = 0; i < this.#touchedCount; i++) {
      const document = this.#touched[i] as number;
      const relativeLength = (lengths[document] as number) / meanLength;
      const frequency = this.#counts[document] as number;
      const gain = idf * saturatedFrequency(frequency, relativeLength, parameters);
      this.scores[document] = (this.scores[document] as number) + gain;
      this.#counts[document] = 0;
    }
    this.#touchedCount = 0;
  }
}

/**
 * How well the terms of a question match each unit, as its own text, with the unit before it, in a
 * window of neighbours, and as part of its sitting: BM25, each divided by its maximum.
 *
 * A posting is added to the counters of all the windows it lies in, so no second index is needed.
 * The buffers are reused: an answer stands until the next call of {@link compute}.
 */
export class LexicalFeatures {
  readonly #own = new Documents();
  readonly #pair = new Documents();
  readonly #window = new Documents();
  readonly #sitting = new Documents();

  /** By slot, 0 to 1. */
  get own(): Float64Array {
    return this.#own.scores;
  }

  /** By slot, 0 to 1. */
  get pair(): Float64Array {
    return this.#pair.scores;
  }

  /** By slot, 0 to 1. */
  get window(): Float64Array {
    return this.#window.scores;
  }

  /** By number of the sitting, 0 to 1. */
  get sitting(): Float64Array {
    return this.#sitting.scores;
  }

  compute(terms: readonly string[], postings: PostingLists, sequence: UnitSequence): void {
    const slots = sequence.lengths.length;
    this.#own.prepare(slots);
    this.#pair.prepare(slots);
    this.#window.prepare(slots);
    this.#sitting.prepare(sequence.sittingLengths.length);
    for (const term of terms) this.#addTerm(term, postings, sequence);
    divideByMaximum(this.own, slots);
    divideByMaximum(this.pair, slots);
    divideByMaximum(this.window, slots);
    divideByMaximum(this.sitting, sequence.sittingLengths.length);
  }

  #addTerm(term: string, postings: PostingLists, sequence: UnitSequence): void {
    let posting = postings.first(term);
    if (posting === noPosting) return;
    for (; posting !== noPosting; posting = postings.next(posting)) {
      this.#countPosting(postings.slotOf(posting), postings.countOf(posting), sequence);
    }
    const { size, sittingCount, totalLength } = sequence;
    const { totalPairLength, totalWindowLength } = sequence;
    this.#own.finishTerm(size, sequence.lengths, totalLength / size, ownParameters);
    this.#pair.finishTerm(size, sequence.pairLengths, totalPairLength / size, windowParameters);
    this.#window.finishTerm(
      size,
      sequence.windowLengths,
      totalWindowLength / size,
      windowParameters,
    );
    this.#sitting.finishTerm(
      sittingCount,
      sequence.sittingLengths,
      totalLength / sittingCount,
      sittingParameters,
    );
  }

  #countPosting(slot: number, frequency: number, sequence: UnitSequence): void {
    const { previous, next } = sequence;
    this.#own.count(slot, frequency);
    this.#pair.count(slot, frequency);
    this.#window.count(slot, frequency);
    this.#countAlong(previous, { from: slot, steps: windowReach.after }, frequency);
    this.#countAlong(next, { from: slot, steps: windowReach.before }, frequency);
    this.#sitting.count(sequence.sittings[slot] as number, frequency);
    const after = next[slot] as number;
    if (after !== noSlot) this.#pair.count(after, frequency);
  }

  /** Counts in the windows of the neighbours along links: those that reach this far. */
  #countAlong(
    links: Int32Array,
    { from, steps }: { readonly from: number; readonly steps: number },
    frequency: number,
  ): void {
    let slot = links[from] as number;
    for (let i = 0; i < steps && slot !== noSlot; i++) {
      this.#window.count(slot, frequency);
      slot = links[slot] as number;
    }
  }
}

/** A maximum of 0 counts as 1. */
function divideByMaximum(scores: Float64Array, count: number): void {
  let maximum = 0;
  for (let i = 0; i < count; i++) maximum = Math.max(maximum, scores[i] as number);
  if (maximum === 0) return;
  for (let i = 0; i < count; i++) scores[i] = (scores[i] as number) / maximum;
}
