import { persistenceDefaults } from "../defaults.js";
import { OverloadedError } from "../errors.js";
import type { HostLimits } from "./host-types.js";

type QueueLimits = Pick<HostLimits, "waitingPerEntityMax" | "waitingPerHostMax">;

/** One task at a time for each key, in the order they came; different keys run side by side. */
export class KeyedQueue {
  readonly #limits: QueueLimits;
  /** A key is present while it is held; its waiters follow in order. */
  readonly #waiters = new Map<string, (() => void)[]>();
  #waiting = 0;
  #idleListeners: (() => void)[] = [];

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Tasks that wait for a key. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Runs `task` while it alone holds every key.
   *
   * @throws OverloadedError when too many wait already; the task did not run
   */
  async run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    // Taking keys in one order everywhere means that no two tasks can wait for each other.
    const ordered = [...new Set(keys)].sort();
    const held: string[] = [];
    try {
      for (const key of ordered) {
        await this.#acquire(key);
        held.push(key);
      }
      return await task();
    } finally {
      for (const key of held) this.#release(key);
    }
  }

  /** Resolves when no key is held. */
  async idle(): Promise<void> {
    if (this.#waiters.size === 0) return;
    await new Promise<void>((resolve) => this.#idleListeners.push(resolve));
  }

  #acquire(key: string): Promise<void> | undefined {
    const waiters = this.#waiters.get(key);
    if (waiters === undefined) {
      this.#waiters.set(key, []);
      return undefined;
    }
    const { waitingPerEntityMax, waitingPerHostMax } = this.#limits;
    if (waiters.length >= waitingPerEntityMax) {
      throw new OverloadedError(
        `${waitingPerEntityMax} requests wait for this entity already`,
        persistenceDefaults.retryAfterSeconds,
      );
    }
    if (this.#waiting >= waitingPerHostMax) {
      throw new OverloadedError(
        `${waitingPerHostMax} requests wait already`,
        persistenceDefaults.retryAfterSeconds,
      );
    }
    this.#waiting += 1;
    return new Promise((resolve) => waiters.push(resolve));
  }

  #release(key: string): void {
    const next = this.#waiters.get(key)?.shift();
    if (next !== undefined) {
      this.#waiting -= 1;
      next();
      return;
    }
    this.#waiters.delete(key);
    if (this.#waiters.size > 0) return;
    const listeners = this.#idleListeners;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }
}
