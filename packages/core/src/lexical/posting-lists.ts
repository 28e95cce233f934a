import { grownInt32 } from "./grown.js";

/**
 * Fields of a posting inside the pool. A posting is named by the offset of its first field, so one
 * cache line holds all that a traversal reads.
 */
const SLOT = 0;
const COUNT = 1;
const TERM = 2;
const NEXT_OF_TERM = 3;
const PREVIOUS_OF_TERM = 4;
const NEXT_OF_SLOT = 5;
const POSTING_FIELDS = 6;

/** The end of a list. */
export const noPosting = -1;

type Later = (slot: number) => boolean;
const never: Later = () => false;

/** Estimate of what a term costs beside its postings and characters: map entry, headers, arrays. */
const TERM_BYTES = 112;

/**
 * An inverted index: for each term, the slots that hold it and how often.
 *
 * Every posting is in two lists, that of its term (linked both ways) and that of its slot. Adding
 * and removing a slot is therefore linear in its own distinct terms, whatever else is indexed, and
 * removing needs no text. The list of a term begins with the slot that comes last in the order.
 */
export class PostingLists {
  /** By slot: how many of its terms no slot holds that was added before it and is still there. */
  firstMentions = new Int32Array(0);
  readonly #termIds = new Map<string, number>();
  #terms: string[] = [];
  #freeTermIds: number[] = [];
  #firstOfTerm = new Int32Array(0);
  #slotsOfTerm = new Int32Array(0);
  #firstOfSlot = new Int32Array(0);
  #pool = new Int32Array(0);
  #poolEnd = 0;
  #firstFree = noPosting;
  #postingCount = 0;
  #termCharacters = 0;

  /** Distinct terms that some slot holds. */
  get termCount(): number {
    return this.#termIds.size;
  }

  /** Estimate of the memory held by what is live, in bytes; spare capacity is not counted. */
  get bytes(): number {
    return (
      this.#postingCount * POSTING_FIELDS * Int32Array.BYTES_PER_ELEMENT +
      this.#termIds.size * TERM_BYTES +
      this.#termCharacters
    );
  }

  /**
   * Indexes the terms of a slot that holds none yet; repeated terms are counted.
   *
   * @param comesLater - whether a slot comes after this one in the order. Default: none does
   */
  add(slot: number, terms: readonly string[], comesLater: Later = never): void {
    this.#firstOfSlot = grownInt32(this.#firstOfSlot, slot + 1);
    this.#firstOfSlot[slot] = noPosting;
    this.firstMentions = grownInt32(this.firstMentions, slot + 1);
    this.firstMentions[slot] = 0;
    for (const term of terms) this.#count(slot, this.#intern(term), comesLater);
  }

  /** Takes everything of a slot out. */
  remove(slot: number): void {
    let posting = this.#firstOfSlot[slot] as number;
    while (posting !== noPosting) {
      const following = this.#pool[posting + NEXT_OF_SLOT] as number;
      this.#unlink(posting);
      posting = following;
    }
    this.#firstOfSlot[slot] = noPosting;
  }

  /** Number of slots that hold a term. */
  slotsWith(term: string): number {
    const id = this.#termIds.get(term);
    return id === undefined ? 0 : (this.#slotsOfTerm[id] as number);
  }

  /** First posting of a term, or {@link noPosting}. */
  first(term: string): number {
    const id = this.#termIds.get(term);
    return id === undefined ? noPosting : (this.#firstOfTerm[id] as number);
  }

  /** The posting of the same term after this one, or {@link noPosting}. */
  next(posting: number): number {
    return this.#pool[posting + NEXT_OF_TERM] as number;
  }

  slotOf(posting: number): number {
    return this.#pool[posting + SLOT] as number;
  }

  /** How often the slot holds the term; at least 1. */
  countOf(posting: number): number {
    return this.#pool[posting + COUNT] as number;
  }

  #intern(term: string): number {
    const known = this.#termIds.get(term);
    if (known !== undefined) return known;
    const id = this.#freeTermIds.pop() ?? this.#terms.length;
    this.#termIds.set(term, id);
    this.#terms[id] = term;
    this.#firstOfTerm = grownInt32(this.#firstOfTerm, id + 1);
    this.#slotsOfTerm = grownInt32(this.#slotsOfTerm, id + 1);
    this.#firstOfTerm[id] = noPosting;
    this.#slotsOfTerm[id] = 0;
    this.#termCharacters += term.length;
    return id;
  }

  /** A new posting goes before those of earlier slots, so a slot finds its own there again. */
  #count(slot: number, termId: number, comesLater: Later): void {
    let previous = noPosting;
    let next = this.#firstOfTerm[termId] as number;
    while (next !== noPosting && comesLater(this.slotOf(next))) {
      previous = next;
      next = this.next(next);
    }
    if (next !== noPosting && this.slotOf(next) === slot) {
      this.#pool[next + COUNT] = this.countOf(next) + 1;
      return;
    }
    const posting = this.#allocate();
    const pool = this.#pool;
    pool[posting + SLOT] = slot;
    pool[posting + COUNT] = 1;
    pool[posting + TERM] = termId;
    pool[posting + NEXT_OF_TERM] = next;
    pool[posting + PREVIOUS_OF_TERM] = previous;
    pool[posting + NEXT_OF_SLOT] = this.#firstOfSlot[slot] as number;
    if (next !== noPosting) pool[next + PREVIOUS_OF_TERM] = posting;
    else this.#countFirstMention(slot, 1);
    if (previous === noPosting) this.#firstOfTerm[termId] = posting;
    else pool[previous + NEXT_OF_TERM] = posting;
    // What was the first mention until now came later.
    if (next === noPosting && previous !== noPosting) {
      this.#countFirstMention(pool[previous + SLOT] as number, -1);
    }
    this.#firstOfSlot[slot] = posting;
    this.#slotsOfTerm[termId] = (this.#slotsOfTerm[termId] as number) + 1;
  }

  #unlink(posting: number): void {
    const pool = this.#pool;
    const termId = pool[posting + TERM] as number;
    const previous = pool[posting + PREVIOUS_OF_TERM] as number;
    const next = pool[posting + NEXT_OF_TERM] as number;
    if (next !== noPosting) pool[next + PREVIOUS_OF_TERM] = previous;
    if (previous !== noPosting) pool[previous + NEXT_OF_TERM] = next;
    else this.#firstOfTerm[termId] = next;
    const isFirstMention = next === noPosting && previous !== noPosting;
    if (isFirstMention) this.#countFirstMention(pool[previous + SLOT] as number, 1);
    const remaining = (this.#slotsOfTerm[termId] as number) - 1;
    this.#slotsOfTerm[termId] = remaining;
    if (remaining === 0) this.#forget(termId);
    pool[posting + NEXT_OF_SLOT] = this.#firstFree;
    this.#firstFree = posting;
    this.#postingCount -= 1;
  }

  #countFirstMention(slot: number, by: 1 | -1): void {
    this.firstMentions[slot] = (this.firstMentions[slot] as number) + by;
  }

  #forget(termId: number): void {
    const term = this.#terms[termId] as string;
    this.#termIds.delete(term);
    this.#terms[termId] = "";
    this.#freeTermIds.push(termId);
    this.#termCharacters -= term.length;
  }

  /** A free posting is chained to the next one by the link of its slot. */
  #allocate(): number {
    this.#postingCount += 1;
    const free = this.#firstFree;
    if (free !== noPosting) {
      this.#firstFree = this.#pool[free + NEXT_OF_SLOT] as number;
      return free;
    }
    const posting = this.#poolEnd;
    this.#poolEnd += POSTING_FIELDS;
    this.#pool = grownInt32(this.#pool, this.#poolEnd);
    return posting;
  }
}
