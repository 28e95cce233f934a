import type { Scheduler } from "../engine/scheduler.js";
import { SeededRandom } from "../engine/seeded-random.js";
import type { SimDatabase } from "../engine/sim-database.js";
import { SimProcess } from "../engine/sim-process.js";
import type { History } from "./history.js";
import { type DeliveryHold, SimWorker } from "./sim-worker.js";

interface FleetOptions {
  readonly seed: number;
  readonly size: number;
  readonly database: SimDatabase;
  readonly scheduler: Scheduler;
  readonly history: History;
}

/** The workers, each in its slot; a dead one is followed by another in the same slot. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #slots: SimWorker[];
  /** How deliveries are held up from now on. */
  hold: DeliveryHold = { chance: 0, mostMs: 0 };
  #delivers = true;
  #started = 0;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.size }, (_, slot) => this.#start(slot));
  }

  /** Workers that live, whatever they are doing. */
  get alive(): readonly SimWorker[] {
    return this.#slots.filter(({ process }) => process.isAlive);
  }

  /** Workers that a load balancer would send requests to. */
  get serving(): readonly SimWorker[] {
    return this.alive.filter(({ isDraining }) => !isDraining);
  }

  /** Starts a worker in every slot whose worker is dead. */
  restartDead(): void {
    this.#slots.forEach(({ process }, slot) => {
      if (!process.isAlive) this.#slots[slot] = this.#start(slot);
    });
  }

  /** Delivers nothing from now on, nor do workers that start later. */
  async stopRelays(): Promise<void> {
    this.#delivers = false;
    await Promise.all(this.alive.map((worker) => worker.stopRelay()));
  }

  #start(slot: number): SimWorker {
    const { seed, database, scheduler, history } = this.#options;
    this.#started += 1;
    const process = new SimProcess(`w${slot}.${this.#started}`);
    const random = new SeededRandom(seed, 1_000 + this.#started);
    const hold = () => this.hold;
    const worker = new SimWorker({ process, database, scheduler, random, history, hold });
    if (this.#delivers) worker.startRelay();
    return worker;
  }
}
