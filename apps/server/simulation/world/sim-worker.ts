import {
  bindHost,
  ClusterService,
  type Directory,
  deleteSession,
  type EntityAnswer,
  type EntityCommand,
  type EntityOp,
  type EntityState,
  entityKindOf,
  entityMachine,
  MessageDelivery,
  NetworkService,
  ObserverService,
  outboxOf,
  RegionService,
  type ServiceParts,
} from "@semvec/coordination";
import {
  type Clock,
  EntityHost,
  type OutboxDelivery,
  type Redelivery,
  type Relay,
} from "@semvec/persistence";
import { EngineStore } from "@semvec/persistence/engine";
import type { Scheduler } from "../engine/scheduler.js";
import type { SeededRandom } from "../engine/seeded-random.js";
import type { SimDatabase } from "../engine/sim-database.js";
import type { SimProcess } from "../engine/sim-process.js";
import { describeError, isExpected } from "./explained-errors.js";
import type { History, Request } from "./history.js";
import { RecordingHost } from "./recording-host.js";

export type SimHost = EntityHost<EntityState, EntityCommand, EntityOp, EntityAnswer>;

/** Where virtual time begins on a wall clock. */
export const epochMs = Date.UTC(2026, 0, 1);

/** Numbers in every vector of the simulation. */
export const dimension = 3;

interface SimWorkerOptions {
  readonly process: SimProcess;
  readonly database: SimDatabase;
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly history: History;
  /** How often, and how long at most, a delivery is held up on its way. */
  readonly hold: () => DeliveryHold;
}

/** Deliveries that are held up overtake each other, and outlive their leases. */
export interface DeliveryHold {
  readonly chance: number;
  readonly mostMs: number;
}

/** The services of one tenant, as one request uses them. */
export interface Services {
  readonly clusters: ClusterService;
  readonly regions: RegionService;
  readonly observer: ObserverService;
  readonly network: NetworkService;
  readonly parts: ServiceParts;
  deleteSession(id: string): Promise<boolean>;
}

/** One worker process: the code that runs in production, over the simulated seams. */
export class SimWorker {
  readonly process: SimProcess;
  readonly host: SimHost;
  readonly clock: Clock;
  isDraining = false;
  #busy = 0;
  readonly #options: SimWorkerOptions;
  readonly #store: EngineStore;
  readonly #relay: Relay;
  #ids = 0;

  constructor(options: SimWorkerOptions) {
    const { process, database, random, history } = options;
    this.#options = options;
    this.process = process;
    this.clock = this.#processClock();
    this.#store = new EngineStore(database.connect(process), this.clock);
    this.host = new EntityHost({
      store: this.#store,
      machine: entityMachine,
      describe: (genesis) => ({ kind: entityKindOf(genesis) }),
      outbox: outboxOf,
      clock: this.clock,
      randomBytes: (length) => random.bytes(length),
      limits: {
        hotStatesMax: random.pick([3, 50, 50]),
        snapshotEveryOps: random.pick([3, 6, 1_000]),
        snapshotOnEvictOps: 1,
        idleTtlMs: random.pick([500, 60_000]),
        idleSweepMs: 2_000,
      },
      onDamage: ({ kind, entity, message }) => {
        history.count(`damage ${kind}`);
        if (kind === "log") history.unexpected.push(`damage of ${entity}: ${message}`);
      },
    });
    this.#relay = this.#store.createRelay({
      deliver: (row) => this.work(() => this.#deliver(row)),
      onError: (error) => this.#relayFailed(error),
    });
  }

  /** Requests and deliveries that it has not come to the end of. */
  get busy(): number {
    return this.#busy;
  }

  /** Does some work, and counts it while it lasts. */
  async work<T>(task: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await task();
    } finally {
      this.#busy -= 1;
    }
  }

  /** What a request of a tenant calls; the request carries its own time. */
  servicesFor(request: Request): Services {
    const { history, scheduler } = this.#options;
    const { tenant, nowMs } = request;
    const recorder = new RecordingHost({ host: this.host, history, scheduler, request });
    const parts: ServiceParts = {
      runner: bindHost(recorder, tenant),
      directory: this.#directory(tenant),
      clock: { nowMs: () => nowMs },
      tenant,
      newId: () => `${this.process.name}-${++this.#ids}`,
      // The scale of cosines is given: a session says too little to learn it.
      sessionOptions: (asked = dimension) => ({ dimension: asked, cosines: "default" }),
    };
    return {
      clusters: new ClusterService(parts),
      regions: new RegionService(parts),
      observer: new ObserverService(parts),
      network: new NetworkService(parts),
      parts,
      deleteSession: (id) => deleteSession(parts, id),
    };
  }

  /** Begins to deliver what waits in the outbox. */
  startRelay(): void {
    this.#relay.start();
  }

  /** Delivers nothing from now on: timers would go on for ever. */
  stopRelay(): Promise<void> {
    return this.#relay.stop();
  }

  /** Stops as after SIGTERM, then the process ends. */
  async drain(): Promise<void> {
    this.isDraining = true;
    await this.#relay.stop();
    await this.host.drain();
    this.process.kill();
  }

  #processClock(): Clock {
    const { process, scheduler } = this.#options;
    return {
      nowMs: () => Math.floor(epochMs + scheduler.nowMs + process.clockOffsetMs),
      after: (delayMs, run) => scheduler.after(delayMs, { label: "timer", process }, run),
    };
  }

  #directory(tenant: string): Directory {
    const store = this.#store.forTenant(tenant);
    return {
      list: (query) => store.listEntities(query),
      count: async (kind) => (await store.countLiveEntities()).get(kind) ?? 0,
    };
  }

  async #deliver(row: OutboxDelivery): Promise<Redelivery | undefined> {
    const { history, scheduler, hold, random } = this.#options;
    const { chance, mostMs } = hold();
    if (random.chance(chance)) {
      const heldMs = random.between(0, mostMs);
      await new Promise<void>((resolve) => this.clock.after(heldMs, resolve));
    }
    const recorder = new RecordingHost({ host: this.host, history, scheduler });
    const runner = bindHost(recorder, row.tenant);
    const { tenant } = row;
    const delivery = new MessageDelivery({ runner, clock: this.clock, tenant });
    const { outcome, againAtMs } = await delivery.deliver(row);
    history.count(`delivery ${outcome}`);
    return againAtMs === undefined ? undefined : { againAtMs };
  }

  #relayFailed(error: unknown): void {
    const { history } = this.#options;
    history.count("failed delivery");
    if (!isExpected(error)) history.unexpected.push(`relay: ${describeError(error)}`);
  }
}
