import { MemoryNotFoundError } from "../errors.js";
import { RecallIndex } from "../recall/recall-index.js";
import type { RankedUnit, RecallQuery } from "../recall/recall-query.js";
import type { RecallUnit } from "../recall/recall-unit.js";
import type { Direction } from "../vector/direction.js";
import { VectorArena } from "../vector/vector-arena.js";
import { isExpired, type Memory, type MemoryContent, type Tier, tiers } from "./memory.js";
import { accessCountMax, memoryOverheadBytes, type TierCapacities } from "./memory-limits.js";
import { retention } from "./retention.js";
import { indexedText, SpeakerRegister } from "./speaker-register.js";
import { TierQueues } from "./tier-queues.js";
import { TurnRegister } from "./turn-register.js";

/** Milliseconds of a day. */
const dayMs = 86_400_000;

const utf8 = new TextEncoder();

/** Bytes a memory counts for: its vector, its texts in UTF-8, and a flat share for the rest. */
export function memoryBytes(memory: MemoryContent, dimension: number): number {
  const texts = [memory.text, memory.source ?? "", memory.requestId ?? "", ...memory.triggers];
  return texts.reduce(
    (sum, text) => sum + utf8.encode(text).length,
    dimension + memoryOverheadBytes,
  );
}

/** What a memory table may hold. */
export interface MemoryTableOptions {
  readonly dimension: number;
  readonly capacities: TierCapacities;
  /** Most bytes that all memories may count for. */
  readonly bytesMax: number;
}

/**
 * The memories of a session, in the order they were stored: metadata here, vectors in an arena,
 * words in the recall index, all under one slot number. Slots are private and reused; nothing that
 * leaves the table depends on them, so a restored table behaves the same to the bit.
 */
export class MemoryTable {
  readonly options: MemoryTableOptions;
  readonly #arena: VectorArena;
  readonly #index = new RecallIndex();
  readonly #speakers = new SpeakerRegister();
  readonly #queues = new TierQueues((slot) => this.#ordinals[slot] as number);
  /** Place of each slot's memory in the order of storing, among all there ever were. */
  readonly #ordinals: number[] = [];
  #stored = 0;
  readonly #bySlot: (Memory | undefined)[] = [];
  readonly #slotByHash = new Map<string, number>();
  readonly #turns = new TurnRegister();
  /** Slots of memories whose time will be over. */
  readonly #mortal = new Set<number>();
  #bytes = 0;

  constructor(options: MemoryTableOptions) {
    this.options = options;
    this.#arena = new VectorArena(options.dimension);
  }

  get size(): number {
    return this.#slotByHash.size;
  }

  /** Bytes the memories count for against the bound. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Estimate of the process memory held, in bytes. */
  get heldBytes(): number {
    return this.#index.bytes + this.#bytes;
  }

  count(tier: Tier): number {
    return this.#queues.count(tier);
  }

  /** The memories in the order they were stored. */
  *[Symbol.iterator](): Generator<Memory> {
    for (const slot of this.#index.order) yield this.#at(slot);
  }

  has(hash: string): boolean {
    return this.#slotByHash.has(hash);
  }

  /** Whether one turn that lasts said all of this, but for how it was typed. */
  repeatsTurn(said: readonly Said[], nowMs: number): boolean {
    const turns = this.#turns.turnsThatSaid(said);
    if (turns.length === 0) return false;
    const over = new Set<number>();
    for (const slot of this.#mortal) if (this.#isOver(slot, nowMs)) over.add(this.#at(slot).turn);
    return turns.some((turn) => !over.has(turn));
  }

  /** Whether one turn that is held said all of this, to the letter. */
  holdsTurn(said: readonly Said[]): boolean {
    return this.#turns.turnsThatSaid(said).some((turn) => {
      const held = [...this].filter((memory) => memory.turn === turn);
      return said.every(({ role, text }) =>
        held.some((memory) => memory.role === role && memory.text === text),
      );
    });
  }

  /** @throws MemoryNotFoundError */
  get(hash: string): Memory {
    return this.#at(this.#slotOf(hash));
  }

  /** A view of a memory's vector, valid until the next change. @throws MemoryNotFoundError */
  direction(hash: string): Direction {
    return this.#arena.row(this.#slotOf(hash));
  }

  /** Appends a memory. @throws DimensionMismatchError */
  add(content: MemoryContent, standing: MemoryStanding, direction: Direction): Memory {
    const speaker = this.#speakers.speakerOf(content);
    const memory: Memory = { tier: "short_term", accessCount: 0, ...content, ...standing, speaker };
    this.restore(memory, direction);
    return memory;
  }

  /** Appends a memory as it stood in a snapshot. @throws DimensionMismatchError */
  restore(memory: Memory, direction: Direction): void {
    const slot = this.#arena.allocate(direction);
    this.#speakers.count(memory);
    this.#bySlot[slot] = memory;
    this.#slotByHash.set(memory.hash, slot);
    this.#turns.add(memory);
    this.#bytes += memoryBytes(memory, this.options.dimension);
    this.#ordinals[slot] = this.#stored++;
    this.#queues.push(memory.tier, slot);
    if (memory.expiresAtMs !== undefined) this.#mortal.add(slot);
    this.#index.add(slot, recallUnit(memory));
  }

  /**
   * Corrects a memory where it stands: its hash, its place in the conversation and its tier stay.
   *
   * @throws MemoryNotFoundError
   * @throws DimensionMismatchError; nothing has changed
   */
  correct(hash: string, correction: MemoryCorrection): Memory {
    const slot = this.#slotOf(hash);
    const old = this.#at(slot);
    const { direction, text = old.text, importance = old.importance, correctedSeq } = correction;
    if (direction !== undefined) this.#arena.replace(slot, direction);
    const { expiresAtMs: _until, ...kept } = old;
    const until = correction.expiresAtMs === undefined ? old.expiresAtMs : correction.expiresAtMs;
    const lasting = { ...kept, text, importance, correctedSeq };
    if (text !== old.text) this.#speakers.forget(old);
    const speaker = text === old.text ? old.speaker : this.#speakers.speakerOf(lasting);
    const memory: Memory = {
      ...lasting,
      speaker,
      ...(until !== undefined && until !== null && { expiresAtMs: until }),
    };
    this.#bySlot[slot] = memory;
    if (memory.expiresAtMs === undefined) this.#mortal.delete(slot);
    else this.#mortal.add(slot);
    if (text === old.text) return memory;
    this.#speakers.count(memory);
    this.#turns.remove(old);
    this.#turns.add(memory);
    this.#bytes += memoryBytes(memory, this.options.dimension);
    this.#bytes -= memoryBytes(old, this.options.dimension);
    this.#index.replace(slot, recallUnit(memory));
    return memory;
  }

  /** Takes back the newest memories, as if they had never been added. */
  removeNewest(count: number): void {
    for (let i = 0; i < count; i++) {
      const order = this.#index.order;
      const slot = order[order.length - 1];
      if (slot === undefined) return;
      this.#remove(slot);
    }
  }

  /** @throws MemoryNotFoundError */
  remove(hash: string): void {
    this.#remove(this.#slotOf(hash));
  }

  #remove(slot: number): void {
    const memory = this.#at(slot);
    this.#index.remove(slot);
    this.#arena.release(slot);
    this.#speakers.forget(memory);
    this.#queues.remove(memory.tier, slot);
    this.#slotByHash.delete(memory.hash);
    this.#turns.remove(memory);
    this.#mortal.delete(slot);
    this.#bySlot[slot] = undefined;
    this.#bytes -= memoryBytes(memory, this.options.dimension);
  }

  /** Counts one more appearance in a context. A memory forgotten since is passed over. */
  countAccess(hash: string): void {
    const slot = this.#slotByHash.get(hash);
    if (slot === undefined) return;
    const memory = this.#at(slot);
    const accessCount = Math.min(accessCountMax, memory.accessCount + 1);
    this.#bySlot[slot] = { ...memory, accessCount };
  }

  /** Memories whose time is over and that no op has forgotten yet. */
  expiredCount(nowMs: number): number {
    let count = 0;
    for (const slot of this.#mortal) if (isExpired(this.#at(slot), nowMs)) count += 1;
    return count;
  }

  /** Forgets the memories whose time is over, and tells which. */
  expire(nowMs: number): readonly Memory[] {
    const expired = [...this.#mortal].filter((slot) => isExpired(this.#at(slot), nowMs));
    const memories = expired.map((slot) => this.#at(slot));
    for (const slot of expired) this.#remove(slot);
    return memories;
  }

  /**
   * Moves memories to the next tier where one is over its capacity, oldest first, and forgets the
   * ones with the least retention while the last tier or the byte bound is exceeded. The newest
   * memory is never forgotten.
   */
  consolidate(): void {
    const { capacities, bytesMax } = this.options;
    this.#overflow("short_term", capacities.shortTerm, "medium_term");
    this.#overflow("medium_term", capacities.mediumTerm, "long_term");
    const isOverCount = () => this.#queues.count("long_term") > capacities.longTerm;
    if (isOverCount()) this.#forgetLeast("long_term", isOverCount);
    const isOverBytes = () => this.#bytes > bytesMax;
    for (const tier of [...tiers].reverse()) {
      if (isOverBytes()) this.#forgetLeast(tier, isOverBytes);
    }
  }

  #overflow(from: Tier, capacity: number, to: Tier): void {
    while (this.#queues.count(from) > capacity) {
      const slot = this.#queues.oldest(from);
      this.#queues.remove(from, slot);
      this.#queues.push(to, slot);
      this.#bySlot[slot] = { ...this.#at(slot), tier: to };
    }
  }

  /** Forgets memories of a tier while `isOver` says so, least retention first, then oldest first. */
  #forgetLeast(tier: Tier, isOver: () => boolean): void {
    const order = this.#index.order;
    const newest = order[order.length - 1];
    const slots = this.#queues.slots(tier);
    const byRetention = slots
      .map((slot, position) => ({
        slot,
        value: retention(this.#at(slot), position / slots.length),
      }))
      .filter(({ slot }) => slot !== newest)
      .sort((a, b) => a.value - b.value);
    for (const { slot } of byRetention) {
      if (!isOver()) return;
      this.#remove(slot);
    }
  }

  /** Cosine of the query to every memory, by slot; pass it to {@link MemoryTable.rank}. */
  cosines(query: Direction): Float64Array {
    return this.#arena.score(query);
  }

  /** Highest of the cosines to memories that last; `undefined` when there are none. */
  highest(cosines: Float64Array, nowMs: number): number | undefined {
    let best: number | undefined;
    for (const slot of this.#index.order) {
      if (this.#isOver(slot, nowMs)) continue;
      const cosine = cosines[slot] as number;
      if (best === undefined || cosine > best) best = cosine;
    }
    return best;
  }

  /**
   * Ranks the memories, best first. `boost` gives a memory's explicit boost in logits, `prior` its
   * mild preference; `age` is 1 for the newest memory and falls toward 0.
   */
  rank(query: MemoryQuery, limit: number): RankedMemory[] {
    const priors = new Float64Array(this.#arena.rowCount);
    const boosts = new Float64Array(this.#arena.rowCount);
    let position = 0;
    for (const slot of this.#index.order) {
      const memory = this.#at(slot);
      priors[slot] = query.prior(memory, ++position / this.size);
      if (query.boost !== undefined) boosts[slot] = query.boost(this.#arena.row(slot), memory);
    }
    // What is over is passed over, so as many more are asked for.
    const asked = limit + this.expiredCount(query.nowMs);
    const ranked = this.#index.rank({ ...query.recall, priors, boosts }, asked);
    return ranked
      .filter(({ slot }) => !this.#isOver(slot, query.nowMs))
      .slice(0, limit)
      .map((unit) => ({ ...unit, memory: this.#at(unit.slot) }));
  }

  #isOver(slot: number, nowMs: number): boolean {
    return this.#mortal.has(slot) && isExpired(this.#at(slot), nowMs);
  }

  #at(slot: number): Memory {
    const memory = this.#bySlot[slot];
    if (memory === undefined) throw new MemoryNotFoundError();
    return memory;
  }

  #slotOf(hash: string): number {
    const slot = this.#slotByHash.get(hash);
    if (slot === undefined) throw new MemoryNotFoundError();
    return slot;
  }
}

type Said = Pick<MemoryContent, "role" | "text">;

/** What recall is told of a memory. */
function recallUnit(memory: Memory): RecallUnit {
  return {
    text: indexedText(memory),
    ...(isSpoken(memory) && { speaker: memory.speaker }),
    sitting: memory.sitting,
    day: Math.floor(memory.timestampMs / dayMs),
  };
}

/** A note is nobody's turn, and so a document for recall, unless its text names a speaker. */
function isSpoken({ part, speaker, role }: Memory): boolean {
  return part !== "note" || speaker !== role;
}

/** What a correction changes; what is absent stays. */
export interface MemoryCorrection {
  readonly text?: string;
  readonly direction?: Direction;
  readonly importance?: number;
  /** `null`: it lasts. */
  readonly expiresAtMs?: number | null;
  /** `seq` of the op that corrects. */
  readonly correctedSeq: number;
}

/** Where a new memory stands. Default: fresh and never used. */
export type MemoryStanding = Pick<Memory, "sitting"> &
  Partial<Pick<Memory, "tier" | "accessCount" | "expiresAtMs">>;

/** What to rank memories for. */
export interface MemoryQuery {
  readonly recall: Omit<RecallQuery, "priors" | "boosts">;
  /** Memories whose time is over by then are passed over; Unix milliseconds. */
  readonly nowMs: number;
  /** Mild preference in logits; `freshness` is 1 for the newest memory, falling toward 0. */
  readonly prior: (memory: Memory, freshness: number) => number;
  /** Explicit boost in logits. */
  readonly boost?: (direction: Direction, memory: Memory) => number;
}

/** A memory and its place in a ranking. */
export interface RankedMemory extends Omit<RankedUnit, "slot"> {
  /** Private to the table that gave it. */
  readonly slot: number;
  readonly memory: Memory;
}
