import { randomBytes } from "node:crypto";
import type { Machine } from "@semvec/core";
import { type Cancel, type Clock, systemClock } from "../clock.js";
import { persistenceDefaults } from "../defaults.js";
import { ConflictError, DrainingError, InvalidCommitError } from "../errors.js";
import type { Store, TenantStore } from "../store/store.js";
import { buryEntity } from "./bury-entity.js";
import { type Attempt, type CommandSet, CommandSetRunner } from "./command-set.js";
import type {
  EntityHostOptions,
  EntityVersion,
  ExecuteResult,
  ExecuteSetResult,
  HostLimits,
  HostStats,
  IdempotencyOption,
  Verification,
} from "./host-types.js";
import { type HotState, hotStateKey, versionOf } from "./hot-state.js";
import { KeyedQueue } from "./keyed-queue.js";
import type { RowSource } from "./row-of-op.js";
import { verifyEntity } from "./verify-entity.js";
import { WarmStates } from "./warm-states.js";

/**
 * Runs a {@link Machine} durably: an answer leaves only after the op behind it is on disk, and
 * the state it came from can be rebuilt from the log at any time.
 *
 * Commands for one entity run one after another in the order they came; entities run side by
 * side. States stay in memory while they are used; leaving memory loses nothing.
 *
 * @example
 * ```ts
 * const store = await openStore({ url: "sqlite:///semvec.db" });
 * const host = new EntityHost({ store, machine });
 * const result = await host.execute("sub:alice", "session-1", { type: "store", text: "…" });
 * ```
 */
export class EntityHost<State, Command, Op, Answer> {
  readonly #store: Store;
  readonly #machine: Machine<State, Command, Op, Answer>;
  readonly #clock: Clock;
  readonly #limits: HostLimits;
  readonly #queue: KeyedQueue;
  readonly #warm: WarmStates<State, Op>;
  readonly #rowSource: RowSource<Op>;
  readonly #runner: CommandSetRunner<State, Command, Op, Answer>;
  #commits = 0;
  #conflicts = 0;
  #idempotentReplays = 0;
  #cancelSweep: Cancel = () => {};
  #draining = false;

  constructor(options: EntityHostOptions<State, Command, Op, Answer>) {
    const { store, machine, describe, outbox, onDamage } = options;
    this.#store = store;
    this.#machine = machine;
    this.#clock = options.clock ?? systemClock;
    this.#limits = { ...persistenceDefaults, ...options.limits };
    this.#queue = new KeyedQueue(this.#limits);
    this.#warm = new WarmStates({
      store,
      machine,
      clock: this.#clock,
      limits: this.#limits,
      onDamage,
    });
    this.#rowSource = {
      machine,
      outbox,
      nowMs: () => this.#clock.nowMs(),
      randomBytes: options.randomBytes ?? randomBytes,
    };
    this.#runner = new CommandSetRunner({
      ...this.#rowSource,
      machine,
      warm: this.#warm,
      describe,
    });
    this.#scheduleSweep();
  }

  /**
   * Runs one command.
   *
   * @throws the machine's own errors when it refuses the command; nothing was written
   * @throws OverloadedError, ConflictError, DrainingError: nothing was written, retry later
   * @throws CorruptEntityError, EngineVersionError when the entity's log cannot be used
   * @throws the errors of {@link TenantStore.commit}
   */
  async execute(
    tenant: string,
    entity: string,
    command: Command,
    options: { readonly idem?: IdempotencyOption<Answer> } = {},
  ): Promise<ExecuteResult<Answer>> {
    const { idem } = options;
    const attempt = await this.#run(tenant, [entity], {
      plan: () => new Map([[entity, command]]),
      idem: idem && { ...idem, respond: (answers) => idem.respond(answers.get(entity) as Answer) },
    });
    if (attempt.outcome === "replayed") return attempt;
    return {
      outcome: "executed",
      answer: attempt.answers.get(entity) as Answer,
      version: attempt.versions.get(entity) as EntityVersion,
    };
  }

  /**
   * Runs commands on several entities, all or nothing. `plan` sees the states of all named
   * entities, and where each stands in its log, and returns a command for each that takes part; it
   * must be pure, for it runs again after a lost race. Errors as for {@link execute}.
   */
  async executeSet(
    tenant: string,
    entities: readonly string[],
    plan: CommandSet<State, Command, Answer>["plan"],
    options: { readonly idem?: IdempotencyOption<ReadonlyMap<string, Answer>> } = {},
  ): Promise<ExecuteSetResult<Answer>> {
    const attempt = await this.#run(tenant, entities, { plan, idem: options.idem });
    if (attempt.outcome === "replayed") return attempt;
    const { answers, versions } = attempt;
    return { outcome: "executed", answers, versions };
  }

  /**
   * Runs a pure function on an entity's state, after the commands that came before. The function
   * must neither change the state nor keep it. Errors as for {@link execute}.
   */
  async read<T>(
    tenant: string,
    entity: string,
    fn: (state: State | undefined, version: EntityVersion) => T,
  ): Promise<T> {
    return this.#enqueue(tenant, [entity], async (store) => {
      const hot = await this.#warm.get(store, entity);
      return fn(hot.state, versionOf(hot));
    });
  }

  /**
   * Ends an entity whose log cannot be replayed, so that its owner can be rid of it: appends a
   * tombstone op, after the commands that came before, without reading the log. Its state and
   * its quarantine are dropped; its id may begin again. For an entity that is sound, send the
   * command that deletes it instead.
   *
   * @throws InvalidCommitError when the op is no tombstone, or the entity does not live
   * @throws OverloadedError, ConflictError, DrainingError: nothing was written, retry later
   * @throws the errors of {@link TenantStore.commit}
   */
  async bury(tenant: string, entity: string, tombstone: Op): Promise<void> {
    if (!this.#machine.isTombstone(tombstone)) {
      throw new InvalidCommitError("an entity is buried with a tombstone op");
    }
    const { commitAttemptsMax, retryAfterSeconds } = persistenceDefaults;
    return this.#enqueue(tenant, [entity], async (store) => {
      this.#warm.forget(tenant, entity);
      for (let tries = 1; tries <= commitAttemptsMax; tries++) {
        if (await buryEntity(store, this.#rowSource, entity, tombstone)) {
          this.#commits += 1;
          return;
        }
        this.#conflicts += 1;
      }
      throw new ConflictError(entity, commitAttemptsMax, retryAfterSeconds);
    });
  }

  /**
   * Replays an entity's log from its beginning and compares the result with the state in memory.
   *
   * @throws CorruptEntityError when the log is damaged
   */
  async verify(tenant: string, entity: string): Promise<Verification> {
    return this.#enqueue(tenant, [entity], async (store) =>
      verifyEntity(store, this.#machine, await this.#warm.get(store, entity)),
    );
  }

  /** Counters since the host began, and what it holds now. */
  stats(): HostStats {
    const { hotStates, snapshotter, quarantine, rehydrations, snapshotsRejected } = this.#warm;
    return {
      hotStates: hotStates.count,
      hotBytes: hotStates.bytes,
      waiting: this.#queue.waiting,
      commits: this.#commits,
      conflicts: this.#conflicts,
      idempotentReplays: this.#idempotentReplays,
      rehydrations,
      evictions: hotStates.evictions,
      snapshots: snapshotter.saved,
      snapshotsFailed: snapshotter.failed,
      snapshotsRejected,
      quarantined: quarantine.count,
    };
  }

  /**
   * Refuses new work, waits for the work under way, and writes snapshots of long tails for as
   * long as `drainSnapshotsMs` lasts. Nothing is lost without them. Close the store afterwards.
   */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#cancelSweep();
    await this.#queue.idle();
    let cancel: Cancel = () => {};
    const deadline = new Promise<void>((resolve) => {
      cancel = this.#clock.after(persistenceDefaults.drainSnapshotsMs, resolve);
    });
    await Promise.race([this.#warm.snapshotAll(), deadline]);
    cancel();
    this.#warm.snapshotter.stop();
  }

  async #run(
    tenant: string,
    entities: readonly string[],
    commands: CommandSet<State, Command, Answer>,
  ): Promise<Exclude<Attempt<Answer>, { outcome: "lost" | "unproven" }>> {
    const { commitAttemptsMax, retryAfterSeconds } = persistenceDefaults;
    return this.#enqueue(tenant, entities, async (store) => {
      const states = await this.#statesOf(store, entities);
      const { hots } = states;
      let { current } = states;
      for (let tries = 1; tries <= commitAttemptsMax; ) {
        const attempt = await this.#runner.attempt(store, hots, commands, current);
        if (attempt.outcome === "executed") {
          this.#commits += attempt.ops;
          return attempt;
        }
        // Whether a used key is a replay or is refused must not hang on what is in memory.
        if (attempt.outcome === "replayed" && current) {
          this.#idempotentReplays += 1;
          return attempt;
        }
        if (attempt.outcome === "lost") {
          this.#conflicts += 1;
          tries += 1;
        }
        for (const [entity, hot] of hots) hots.set(entity, await this.#warm.refresh(store, hot));
        current = true;
      }
      throw new ConflictError(entities.join(", "), commitAttemptsMax, retryAfterSeconds);
    });
  }

  /**
   * States to decide on. A lone entity's may lag, for the log's fence covers it. A set's may not:
   * what is decided for one of its entities may come from the state of another.
   */
  async #statesOf(
    store: TenantStore,
    entities: readonly string[],
  ): Promise<{ hots: Map<string, HotState<State>>; current: boolean }> {
    const [only, ...others] = entities;
    if (only !== undefined && others.length === 0) {
      const { hot, current } = await this.#warm.recent(store, only);
      return { hots: new Map([[only, hot]]), current };
    }
    const hots = new Map<string, HotState<State>>();
    for (const entity of entities) hots.set(entity, await this.#warm.get(store, entity));
    return { hots, current: true };
  }

  async #enqueue<T>(
    tenant: string,
    entities: readonly string[],
    task: (store: TenantStore) => Promise<T>,
  ): Promise<T> {
    if (this.#draining) throw new DrainingError();
    const store = this.#store.forTenant(tenant);
    const keys = entities.map((entity) => hotStateKey(tenant, entity));
    return this.#queue.run(keys, () => task(store));
  }

  #scheduleSweep(): void {
    this.#cancelSweep = this.#clock.after(this.#limits.idleSweepMs, () => {
      this.#warm.sweep();
      this.#scheduleSweep();
    });
  }
}
