import { LRUCache } from "lru-cache";
import type { HostLimits } from "./host-types.js";
import { type HotState, hotStateKey } from "./hot-state.js";

interface HotStatesOptions<State> {
  readonly limits: Pick<HostLimits, "hotStatesMax" | "hotBytesMax">;
  readonly stateBytes: (state: State) => number;
  /** Told of every state that leaves for want of room or use; its log still holds it. */
  readonly onEvict: (hot: HotState<State>) => void;
}

/** What an entry takes besides its state: ids, hash, counters and the map slot. */
const entryOverheadBytes = 512;

/** The states in memory, least recently used first out; bounded by count and by bytes. */
export class HotStates<State> {
  readonly #cache: LRUCache<string, HotState<State>>;
  readonly #onEvict: (hot: HotState<State>) => void;
  evictions = 0;

  constructor(options: HotStatesOptions<State>) {
    const { limits, stateBytes } = options;
    this.#onEvict = options.onEvict;
    this.#cache = new LRUCache({
      max: limits.hotStatesMax,
      maxSize: limits.hotBytesMax,
      sizeCalculation: ({ state }) =>
        entryOverheadBytes + (state === undefined ? 0 : Math.max(0, Math.ceil(stateBytes(state)))),
      dispose: (hot, _key, reason) => {
        if (reason === "evict") this.#evicted(hot);
      },
    });
  }

  get count(): number {
    return this.#cache.size;
  }

  get bytes(): number {
    return this.#cache.calculatedSize;
  }

  get(tenant: string, entity: string): HotState<State> | undefined {
    return this.#cache.get(hotStateKey(tenant, entity));
  }

  /** Keeps a state, or measures it anew; one that does not exist takes no room. */
  put(hot: HotState<State>): void {
    const key = hotStateKey(hot.tenant, hot.entity);
    // The cache keeps the size of an equal value, so a state that grew has to be put in again.
    this.#cache.delete(key);
    if (hot.state !== undefined && hot.valid) this.#cache.set(key, hot);
  }

  /** Forgets a state that may differ from its log. */
  drop(hot: HotState<State>): void {
    hot.valid = false;
    this.#cache.delete(hotStateKey(hot.tenant, hot.entity));
  }

  /** Evicts what nobody touched since a sweep. */
  evictIdle(sinceSweep: number): void {
    for (const key of this.#cache.rkeys()) {
      const hot = this.#cache.peek(key);
      if (hot === undefined) continue;
      // Least recently used first: the rest is fresher.
      if (hot.lastTouchSweep >= sinceSweep) return;
      this.#cache.delete(key);
      this.#evicted(hot);
    }
  }

  values(): Iterable<HotState<State>> {
    return this.#cache.values();
  }

  #evicted(hot: HotState<State>): void {
    this.evictions += 1;
    this.#onEvict(hot);
  }
}
