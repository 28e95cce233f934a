import { setImmediate as nextTurn } from "node:timers/promises";
import type { Machine } from "@semvec/core";
import { persistenceDefaults } from "../defaults.js";
import type { Store } from "../store/store.js";
import { type HotState, hotStateKey } from "./hot-state.js";

type SnapshotMachine<State> = Pick<
  Machine<State, never, unknown, unknown>,
  "encodeState" | "engineVersion"
>;

/**
 * Writes snapshots one after another, off the path of any answer. They are a cache of the log:
 * one that cannot be written, or must wait too long, is left out.
 */
export class Snapshotter<State> {
  readonly #store: Store;
  readonly #machine: SnapshotMachine<State>;
  readonly #waiting = new Map<string, HotState<State>>();
  #pump: Promise<void> | undefined;
  #isStopped = false;
  saved = 0;
  failed = 0;

  constructor(store: Store, machine: SnapshotMachine<State>) {
    this.#store = store;
    this.#machine = machine;
  }

  /** False while an offer would be left out. */
  get hasRoom(): boolean {
    return this.#waiting.size < persistenceDefaults.snapshotsWaitingMax;
  }

  /** Asks for a snapshot of a state, as it will be when its turn comes. */
  offer(hot: HotState<State>): void {
    const key = hotStateKey(hot.tenant, hot.entity);
    if (this.#isStopped || !this.hasRoom) return;
    this.#waiting.set(key, hot);
    this.#pump ??= this.#run();
  }

  /** Resolves when nothing waits. */
  async flush(): Promise<void> {
    await this.#pump;
  }

  /** Forgets what waits, and takes no more. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    for (;;) {
      // The answers of this turn of the event loop go first.
      await nextTurn();
      const next = this.#waiting.entries().next();
      if (next.done === true) break;
      const [key, hot] = next.value;
      this.#waiting.delete(key);
      await this.#save(hot);
    }
    this.#pump = undefined;
  }

  async #save(hot: HotState<State>): Promise<void> {
    if (!hot.valid || hot.state === undefined) return;
    try {
      // State and position are read in one go: a later op may change the state in place.
      const snapshot = {
        entity: hot.entity,
        seq: hot.seq,
        chainHash: hot.hash,
        engineVersion: this.#machine.engineVersion,
        atMs: hot.lastAtMs,
        body: this.#machine.encodeState(hot.state),
      };
      hot.opsSinceSnapshot = 0;
      hot.bytesSinceSnapshot = 0;
      await this.#store.forTenant(hot.tenant).saveSnapshot(snapshot);
      this.saved += 1;
    } catch {
      // A failing store shows in the commits; here it only costs a longer replay.
      this.failed += 1;
    }
  }
}
