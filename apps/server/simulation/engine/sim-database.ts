import { type ClaimedOutboxRow, type CommitSetRow, MemoryEngine } from "@semvec/persistence/engine";
import { type FaultRates, noFaults } from "./fault-rates.js";
import type { Scheduler } from "./scheduler.js";
import type { SeededRandom } from "./seeded-random.js";
import { SimConnection } from "./sim-connection.js";
import type { SimProcess } from "./sim-process.js";

/** A set of rows that a process asked the database to commit. */
export interface SubmittedSet {
  readonly tenant: string;
  readonly rows: readonly CommitSetRow[];
}

/** One database, shared by every simulated process; its rows are a {@link MemoryEngine}'s. */
export class SimDatabase {
  readonly engine: MemoryEngine;
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly #submitted = new Map<Uint8Array, SubmittedSet>();
  faults: FaultRates = noFaults;
  /** Calls under way. */
  inFlight = 0;
  /** Snapshots that were handed out damaged. */
  damagedSnapshots = 0;
  /** Until then it hears nobody, or is not heard; virtual ms. */
  outageUntilMs = 0;
  /** Rises with every restart; what was under way then is lost. */
  epoch = 0;

  constructor(options: {
    readonly exclusive: boolean;
    readonly scheduler: Scheduler;
    readonly random: SeededRandom;
  }) {
    this.engine = new MemoryEngine(options);
    this.scheduler = options.scheduler;
    this.random = options.random;
  }

  /** Rows that wait in the outbox for another entity; timers, which never end, are not among them. */
  get outbox(): readonly ClaimedOutboxRow[] {
    return this.engine.outbox.filter(({ source, target }) => source !== target);
  }

  /** Every set that was ever asked for. */
  get submitted(): readonly SubmittedSet[] {
    return [...this.#submitted.values()];
  }

  /** Notes a set. @returns true the first time that it is sent */
  submit(set: SubmittedSet): boolean {
    // Attempts to commit one set share its sealed rows.
    const opId = set.rows[0]?.op.opId;
    if (opId === undefined || this.#submitted.has(opId)) return false;
    this.#submitted.set(opId, set);
    return true;
  }

  /** What a process calls the database through. */
  connect(process: SimProcess): SimConnection {
    return new SimConnection(this, process);
  }

  /** Drops every call that is under way; what is committed stays. */
  restart(): void {
    this.epoch += 1;
  }
}
