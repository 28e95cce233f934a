import { grownInt32, grownUint8 } from "../lexical/grown.js";
import { noSpeaker } from "./speaker-names.js";

/** Stands for a neighbour that is not there. */
export const noSlot = -1;

/**
 * How far the window of a unit reaches. What a unit speaks of was mostly named before it, so the
 * window reaches further back than forward.
 */
export const windowReach = { before: 4, after: 2 } as const;

/** Columns by slot: order, liveness, links, lengths, sitting, speaker. */
const BYTES_PER_UNIT = 34;
/** Estimate of what a sitting costs: a map entry and three columns. */
const BYTES_PER_SITTING = 64;

/**
 * The units in insertion order: who stands beside whom, and how long each unit, each window around
 * it and each sitting is. Lengths are in terms.
 *
 * Neighbours are units next to each other in the order that share a sitting, so a window never
 * crosses a sitting. Documents stored one after another are not neighbours, but a long turn and the
 * turn of another speaker beside it are. All sums are of integers: exact, and so independent of the
 * way units came and went. The columns are indexed by slot and replaced when they grow; read them
 * anew for each query.
 */
export class UnitSequence {
  /** The unit before, in the same sitting, or {@link noSlot}. */
  previous = new Int32Array(0);
  /** The unit after, in the same sitting, or {@link noSlot}. */
  next = new Int32Array(0);
  lengths = new Int32Array(0);
  /** Length of the unit and the one before. */
  pairLengths = new Int32Array(0);
  /** Length of the unit and its neighbours within {@link windowReach}. */
  windowLengths = new Int32Array(0);
  /** Number of the speaker, or {@link noSpeaker}. */
  speakers = new Int32Array(0);
  /** Number of the unit's sitting; indexes {@link sittingLengths}. */
  sittings = new Int32Array(0);
  sittingLengths = new Int32Array(0);
  totalLength = 0;
  totalPairLength = 0;
  totalWindowLength = 0;

  #order = new Int32Array(0);
  #isLive = new Uint8Array(0);
  #isTalk = new Uint8Array(0);
  #size = 0;
  readonly #sittingIds = new Map<number, number>();
  #sittingKeys: number[] = [];
  #sittingUnits: number[] = [];
  #freeSittingIds: number[] = [];

  get size(): number {
    return this.#size;
  }

  /** Sittings that have a unit. */
  get sittingCount(): number {
    return this.#sittingIds.size;
  }

  /** The slots in insertion order; a view that the next change makes stale. */
  get order(): Int32Array {
    return this.#order.subarray(0, this.#size);
  }

  /** Estimate of the memory held by the live units, in bytes. */
  get bytes(): number {
    return this.#size * BYTES_PER_UNIT + this.sittingCount * BYTES_PER_SITTING;
  }

  has(slot: number): boolean {
    return this.#isLive[slot] === 1;
  }

  /** Place of a unit in the order. */
  positionOf(slot: number): number {
    return this.order.indexOf(slot);
  }

  /** Puts a unit at a place in the order. Default: at the end. */
  insert(slot: number, unit: SequencedUnit, position = this.#size): void {
    const { length, sitting, speaker, isTalk } = unit;
    this.#grow(slot + 1);
    const sittingId = this.#enterSitting(sitting);
    const before = this.#order[position - 1] ?? noSlot;
    const after = position < this.#size ? (this.#order[position] as number) : noSlot;
    this.#order.copyWithin(position + 1, position, this.#size);
    this.#order[position] = slot;
    this.#size += 1;
    this.#isLive[slot] = 1;
    this.#isTalk[slot] = isTalk ? 1 : 0;
    this.sittings[slot] = sittingId;
    this.speakers[slot] = speaker;
    this.lengths[slot] = length;
    this.pairLengths[slot] = 0;
    this.windowLengths[slot] = 0;
    this.next[slot] = noSlot;
    this.previous[slot] = noSlot;
    this.totalLength += length;
    this.#addSittingLength(sittingId, length);
    this.#link(before, slot);
    this.#link(slot, after);
    this.#measureAround(before, slot);
    this.#measureAround(slot, after);
  }

  /** Takes a unit out; the units around it become neighbours when they share a sitting. */
  remove(slot: number): void {
    const position = this.positionOf(slot);
    const before = this.#order[position - 1] ?? noSlot;
    const after = position + 1 < this.#size ? (this.#order[position + 1] as number) : noSlot;
    this.#order.copyWithin(position, position + 1, this.#size);
    this.#size -= 1;
    this.#isLive[slot] = 0;
    const length = this.lengths[slot] as number;
    this.totalLength -= length;
    this.totalPairLength -= this.pairLengths[slot] as number;
    this.totalWindowLength -= this.windowLengths[slot] as number;
    this.#leaveSitting(this.sittings[slot] as number, length);
    this.#link(before, after);
    this.#measureAround(before, after);
  }

  /** Makes two units that follow each other neighbours, if they belong together. */
  #link(before: number, after: number): void {
    const together = before !== noSlot && after !== noSlot && this.#belongTogether(before, after);
    if (before !== noSlot) this.next[before] = together ? after : noSlot;
    if (after !== noSlot) this.previous[after] = together ? before : noSlot;
  }

  #belongTogether(before: number, after: number): boolean {
    if (this.sittings[before] !== this.sittings[after]) return false;
    if (this.#isTalk[before] === 1 && this.#isTalk[after] === 1) return true;
    const [one, other] = [this.speakers[before], this.speakers[after]];
    return one !== other && one !== noSpeaker && other !== noSpeaker;
  }

  /** Renews the windows that reach over the joint between two units. */
  #measureAround(before: number, after: number): void {
    let slot = before;
    for (let i = 0; i < windowReach.after; i++) {
      this.#measure(slot);
      slot = at(this.previous, slot);
    }
    slot = after;
    for (let i = 0; i < windowReach.before; i++) {
      this.#measure(slot);
      slot = at(this.next, slot);
    }
  }

  #measure(slot: number): void {
    if (slot === noSlot) return;
    const { lengths, previous, next } = this;
    const own = lengths[slot] as number;
    const pair = own + lengthAt(lengths, at(previous, slot));
    const window =
      own +
      lengthAlong(lengths, previous, { from: slot, steps: windowReach.before }) +
      lengthAlong(lengths, next, { from: slot, steps: windowReach.after });
    this.totalPairLength += pair - (this.pairLengths[slot] as number);
    this.totalWindowLength += window - (this.windowLengths[slot] as number);
    this.pairLengths[slot] = pair;
    this.windowLengths[slot] = window;
  }

  #enterSitting(key: number): number {
    const known = this.#sittingIds.get(key);
    if (known !== undefined) {
      this.#sittingUnits[known] = (this.#sittingUnits[known] as number) + 1;
      return known;
    }
    const id = this.#freeSittingIds.pop() ?? this.#sittingKeys.length;
    this.#sittingIds.set(key, id);
    this.#sittingKeys[id] = key;
    this.#sittingUnits[id] = 1;
    this.sittingLengths = grownInt32(this.sittingLengths, id + 1);
    this.sittingLengths[id] = 0;
    return id;
  }

  #leaveSitting(id: number, length: number): void {
    this.#addSittingLength(id, -length);
    const remaining = (this.#sittingUnits[id] as number) - 1;
    this.#sittingUnits[id] = remaining;
    if (remaining > 0) return;
    this.#sittingIds.delete(this.#sittingKeys[id] as number);
    this.#freeSittingIds.push(id);
  }

  #addSittingLength(id: number, length: number): void {
    this.sittingLengths[id] = (this.sittingLengths[id] as number) + length;
  }

  #grow(slots: number): void {
    this.previous = grownInt32(this.previous, slots);
    this.next = grownInt32(this.next, slots);
    this.lengths = grownInt32(this.lengths, slots);
    this.pairLengths = grownInt32(this.pairLengths, slots);
    this.windowLengths = grownInt32(this.windowLengths, slots);
    this.sittings = grownInt32(this.sittings, slots);
    this.speakers = grownInt32(this.speakers, slots);
    this.#isLive = grownUint8(this.#isLive, slots);
    this.#isTalk = grownUint8(this.#isTalk, slots);
    this.#order = grownInt32(this.#order, this.#size + 1);
  }
}

/** What the sequence is told of a unit. */
export interface SequencedUnit {
  /** In terms. */
  readonly length: number;
  readonly sitting: number;
  /** Number of the speaker, or {@link noSpeaker}. */
  readonly speaker: number;
  /** A turn of a conversation, not a document; it has a speaker. */
  readonly isTalk: boolean;
}

/** A link of a slot that may not be there. */
function at(links: Int32Array, slot: number): number {
  return slot === noSlot ? noSlot : (links[slot] as number);
}

function lengthAt(lengths: Int32Array, slot: number): number {
  return slot === noSlot ? 0 : (lengths[slot] as number);
}

/** Length of the first few units along links. */
function lengthAlong(
  lengths: Int32Array,
  links: Int32Array,
  { from, steps }: { readonly from: number; readonly steps: number },
): number {
  let sum = 0;
  let slot = from;
  for (let i = 0; i < steps; i++) {
    slot = at(links, slot);
    sum += lengthAt(lengths, slot);
  }
  return sum;
}
