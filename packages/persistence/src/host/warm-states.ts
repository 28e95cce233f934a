import type { Machine } from "@semvec/core";
import type { Clock } from "../clock.js";
import { CorruptEntityError } from "../errors.js";
import { sameBytes } from "../store/chain.js";
import type { Store, TenantStore } from "../store/store.js";
import type { DamageEvent, HostLimits } from "./host-types.js";
import type { HotState } from "./hot-state.js";
import { HotStates } from "./hot-states.js";
import { Quarantine } from "./quarantine.js";
import { catchUp, loadHotState, type RejectedSnapshot, type ReplayMachine } from "./replay.js";
import { Snapshotter } from "./snapshotter.js";

interface WarmStatesOptions<State, Op> {
  readonly store: Store;
  readonly machine: ReplayMachine<State, Op> &
    Pick<Machine<State, never, Op, unknown>, "encodeState" | "stateBytes">;
  readonly clock: Clock;
  readonly limits: HostLimits;
  readonly onDamage: ((event: DamageEvent) => void) | undefined;
}

/** Brings entities into memory, keeps them there while they are used, and snapshots them. */
export class WarmStates<State, Op> {
  readonly #options: WarmStatesOptions<State, Op>;
  readonly hotStates: HotStates<State>;
  readonly snapshotter: Snapshotter<State>;
  readonly quarantine: Quarantine;
  #sweeps = 0;
  rehydrations = 0;
  snapshotsRejected = 0;

  constructor(options: WarmStatesOptions<State, Op>) {
    this.#options = options;
    this.quarantine = new Quarantine(options.clock);
    this.snapshotter = new Snapshotter(options.store, options.machine);
    this.hotStates = new HotStates({
      limits: options.limits,
      stateBytes: (state) => options.machine.stateBytes(state),
      onEvict: (hot) => this.#offerLongTail(hot),
    });
  }

  /** The current state of an entity; the caller holds the entity's turn in the queue. */
  async get(store: TenantStore, entity: string): Promise<HotState<State>> {
    const { hot, current } = await this.recent(store, entity);
    return current ? hot : this.refresh(store, hot);
  }

  /**
   * A state that may lag behind what other processes have appended, and whether it cannot: alone
   * on the database, what is in memory is current. For what the log's fence will check anyway.
   */
  async recent(
    store: TenantStore,
    entity: string,
  ): Promise<{ readonly hot: HotState<State>; readonly current: boolean }> {
    this.quarantine.check(store.tenant, entity);
    const cached = this.hotStates.get(store.tenant, entity);
    if (cached === undefined) return { hot: await this.#load(store, entity), current: true };
    cached.lastTouchSweep = this.#sweeps;
    return { hot: cached, current: this.#options.store.exclusive };
  }

  /** Brings a state up to its log after another writer appended, or may have. */
  async refresh(store: TenantStore, hot: HotState<State>): Promise<HotState<State>> {
    const head = await store.head(hot.entity);
    if (head?.seq === hot.seq && sameBytes(head.hash, hot.hash)) return hot;
    if (head !== undefined && head.seq > hot.seq && (await this.#catchUp(store, hot))) {
      this.hotStates.put(hot);
      return hot;
    }
    // The log does not continue what is in memory, or ends before it.
    this.hotStates.drop(hot);
    return this.#load(store, hot.entity);
  }

  /** Takes note of an op that was applied: sizes change, and a snapshot may be due. */
  applied(hot: HotState<State>): void {
    const { limits, store } = this.#options;
    hot.lastTouchSweep = this.#sweeps;
    this.hotStates.put(hot);
    const due =
      hot.opsSinceSnapshot >= limits.snapshotEveryOps ||
      hot.bytesSinceSnapshot >= limits.snapshotEveryBytes ||
      (!store.exclusive && hot.seq % limits.snapshotEveryOps === 0);
    if (due && hot.state !== undefined) this.snapshotter.offer(hot);
  }

  /** Drops what is known of an entity, its quarantine too. */
  forget(tenant: string, entity: string): void {
    const hot = this.hotStates.get(tenant, entity);
    if (hot !== undefined) this.hotStates.drop(hot);
    this.quarantine.remove(tenant, entity);
  }

  /**
   * Evicts what nobody touched for the idle time, which is counted in sweeps: a clock that is set
   * forward must not empty the memory, nor one that is set back keep all of it.
   */
  sweep(): void {
    const { idleSweepMs, idleTtlMs } = this.#options.limits;
    this.#sweeps += 1;
    this.hotStates.evictIdle(this.#sweeps - Math.ceil(idleTtlMs / idleSweepMs));
  }

  /** Asks for snapshots of all long tails; resolves when they are written. */
  async snapshotAll(): Promise<void> {
    for (const hot of [...this.hotStates.values()]) {
      if (!this.snapshotter.hasRoom) await this.snapshotter.flush();
      this.#offerLongTail(hot);
    }
    await this.snapshotter.flush();
  }

  /**
   * Where others write too, whoever appends a multiple of `snapshotEveryOps` writes the snapshot
   * there, so that a state in the memory of many is not written by each of them. One that is
   * missing after all is made up for at the next multiple.
   */
  #leaveSnapshotsToOthers(hot: HotState<State>): void {
    const { limits, store } = this.#options;
    const every = limits.snapshotEveryOps;
    const since = hot.seq % every;
    if (store.exclusive || since >= hot.opsSinceSnapshot || hot.opsSinceSnapshot >= 2 * every) {
      return;
    }
    hot.opsSinceSnapshot = since;
    hot.bytesSinceSnapshot = 0;
  }

  #offerLongTail(hot: HotState<State>): void {
    const { snapshotOnEvictOps } = this.#options.limits;
    if (hot.opsSinceSnapshot >= snapshotOnEvictOps) this.snapshotter.offer(hot);
  }

  async #load(store: TenantStore, entity: string): Promise<HotState<State>> {
    const { machine } = this.#options;
    const rejected: RejectedSnapshot[] = [];
    const hot = await this.#guard(
      store,
      entity,
      () => loadHotState(store, machine, entity, (snapshot) => rejected.push(snapshot)),
      rejected,
    );
    this.#reportSnapshots(store.tenant, entity, rejected);
    if (hot.state !== undefined) this.rehydrations += 1;
    this.#leaveSnapshotsToOthers(hot);
    hot.lastTouchSweep = this.#sweeps;
    this.hotStates.put(hot);
    return hot;
  }

  async #catchUp(store: TenantStore, hot: HotState<State>): Promise<boolean> {
    try {
      const { machine } = this.#options;
      const follows = await this.#guard(store, hot.entity, () => catchUp(store, machine, hot));
      this.#leaveSnapshotsToOthers(hot);
      return follows;
    } catch (error) {
      this.hotStates.drop(hot);
      throw error;
    }
  }

  /** Puts an entity whose log proves damaged into quarantine. */
  async #guard<T>(
    { tenant }: TenantStore,
    entity: string,
    work: () => Promise<T>,
    rejected: readonly RejectedSnapshot[] = [],
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // After any other error the next request looks at the same snapshots again: reporting them
      // now would report them with every request.
      if (error instanceof CorruptEntityError) {
        this.quarantine.add(tenant, entity, error);
        this.#reportSnapshots(tenant, entity, rejected);
        this.#options.onDamage?.({ kind: "log", tenant, entity, message: error.message });
      }
      throw error;
    }
  }

  #reportSnapshots(tenant: string, entity: string, rejected: readonly RejectedSnapshot[]): void {
    for (const { seq, message } of rejected) {
      this.snapshotsRejected += 1;
      const place = seq === 0 ? {} : { seq };
      this.#options.onDamage?.({ kind: "snapshot", tenant, entity, ...place, message });
    }
  }
}
