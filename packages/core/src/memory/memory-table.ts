import { MemoryNotFoundError } from "../errors.js";
import { RecallIndex } from "../recall/recall-index.js";
import type { RankedUnit, RecallQuery } from "../recall/recall-query.js";
import type { Direction } from "../vector/direction.js";
import { VectorArena } from "../vector/vector-arena.js";
import { type Memory, type MemoryContent, type Tier, tiers } from "./memory.js";
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
  const texts = [memory.text, memory.source ?? "", ...memory.triggers];
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

  /** Whether one turn that is held said all of this, word for word. */
  holdsTurn(said: readonly Pick<MemoryContent, "role" | "text">[]): boolean {
    return this.#turns.holds(said);
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
    this.#index.add(slot, {
      text: indexedText(memory),
      ...(isSpoken(memory) && { speaker: memory.speaker }),
      sitting: memory.sitting,
      day: Math.floor(memory.timestampMs / dayMs),
    });
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

  /** Highest of the cosines to memories that are held; `undefined` when there are none. */
  highest(cosines: Float64Array): number | undefined {
    let best: number | undefined;
    for (const slot of this.#index.order) {
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
    const ranked = this.#index.rank({ ...query.recall, priors, boosts }, limit);
    return ranked.map((unit) => ({ ...unit, memory: this.#at(unit.slot) }));
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

/** A note is nobody's turn, and so a document for recall, unless its text names a speaker. */
function isSpoken({ part, speaker, role }: Memory): boolean {
  return part !== "note" || speaker !== role;
}

/** Where a new memory stands. Default: fresh and never used. */
export type MemoryStanding = Pick<Memory, "sitting"> &
  Partial<Pick<Memory, "tier" | "accessCount">>;

/** What to rank memories for. */
export interface MemoryQuery {
  readonly recall: Omit<RecallQuery, "priors" | "boosts">;
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
