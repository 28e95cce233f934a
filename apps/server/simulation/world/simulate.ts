import { systemClock } from "@semvec/persistence";
import { EngineStore } from "@semvec/persistence/engine";
import { checkAll, type Violation } from "../checkers/check-all.js";
import { readFinalLogs } from "../checkers/final-log.js";
import { type LiveState, readLiveStates } from "../checkers/live-states.js";
import { drawActions, live, setUp } from "../clients/script.js";
import { type ClientWorld, SimClient } from "../clients/sim-client.js";
import { drawFaultRates, noFaults } from "../engine/fault-rates.js";
import { Scheduler } from "../engine/scheduler.js";
import { SeededRandom } from "../engine/seeded-random.js";
import { SimDatabase } from "../engine/sim-database.js";
import { Trace } from "../engine/trace.js";
import { Fleet } from "./fleet.js";
import { History } from "./history.js";
import { Nemesis } from "./nemesis.js";

/** What one seed came to. */
export interface Report {
  readonly seed: number;
  /** SHA-256 of everything that happened; the same for the same seed. */
  readonly traceHash: string;
  readonly trace: readonly string[];
  /** Events, and virtual milliseconds. */
  readonly steps: number;
  readonly virtualMs: number;
  readonly ops: number;
  readonly violations: readonly Violation[];
  /** How often what happened. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Events of the eventful part, and of the calm after it; more means that something is stuck. */
const stepsMax = 60_000;
/** Virtual time that the calm may take. */
const calmMsMax = 3 * 3_600_000;

/** The parts of one run, each with a stream of random numbers of its own. */
class Run {
  readonly seed: number;
  readonly trace: Trace;
  readonly scheduler: Scheduler;
  readonly history = new History();
  readonly database: SimDatabase;
  readonly fleet: Fleet;
  readonly nemesis: Nemesis;
  readonly #plan: SeededRandom;
  readonly #sampleIntervalSeconds: number;
  #serial = 0;

  constructor(seed: number, keepTrace: boolean) {
    this.seed = seed;
    this.trace = new Trace({ keepLines: keepTrace });
    this.#plan = new SeededRandom(seed, 0);
    this.scheduler = new Scheduler(new SeededRandom(seed, 1), this.trace);
    const size = this.#plan.pick([1, 2, 3]);
    // One worker may own its database, or share it with nobody as it happens.
    const exclusive = size === 1 && this.#plan.chance(0.5);
    const { scheduler, history } = this;
    const random = new SeededRandom(seed, 2);
    this.database = new SimDatabase({ exclusive, scheduler, random });
    this.fleet = new Fleet({ seed, size, database: this.database, scheduler, history });
    // Drifts count for a minute, or for two intervals when that is longer.
    this.#sampleIntervalSeconds = new SeededRandom(seed, 4).pick([1, 1, 40]);
    const { database, fleet } = this;
    const harm = new SeededRandom(seed, 3);
    this.nemesis = new Nemesis({ random: harm, fleet, database, scheduler, history });
  }

  get tenants(): readonly string[] {
    return this.seed % 8 === 0 ? ["a", "b"] : ["a"];
  }

  /** Sets the world up, then lets clients and harm loose. @returns false when it is stuck */
  async eventful(): Promise<boolean> {
    const plan = this.#plan;
    let busy = this.tenants.length;
    const done = () => {
      busy -= 1;
    };
    this.tenants.forEach((tenant, i) => {
      void setUp(this.#client(tenant, 10 + i)).then(done);
    });
    if (!(await this.scheduler.run(() => busy === 0, stepsMax))) return false;
    this.database.faults = drawFaultRates(plan);
    this.fleet.hold = plan.pick([
      { chance: 0, mostMs: 0 },
      { chance: 0.3, mostMs: 300 },
      { chance: 0.5, mostMs: 3_000 },
      { chance: 0.2, mostMs: 60_000 },
    ]);
    const actions = drawActions(plan);
    const clients = this.tenants.flatMap((tenant, i) =>
      Array.from({ length: plan.pick([1, 2, 4]) }, (_, j) => this.#client(tenant, 20 + 10 * i + j)),
    );
    busy = clients.length;
    const each = Math.ceil(plan.pick([6, 12, 20]) / clients.length);
    for (const client of clients) void live(client, actions, each).then(done);
    void this.nemesis.begin();
    const isQuiet = await this.scheduler.run(() => busy === 0, stepsMax);
    this.database.faults = noFaults;
    this.nemesis.stop();
    return isQuiet || this.scheduler.run(() => busy === 0, 2 * stepsMax);
  }

  /** Waits until every message is delivered and every request has ended. @returns false when that takes too long */
  async calm(): Promise<boolean> {
    const { scheduler, database, fleet } = this;
    const beganMs = scheduler.nowMs;
    const isSettled = () =>
      database.outbox.length === 0 &&
      database.inFlight === 0 &&
      fleet.alive.every(({ isDraining, busy }) => !isDraining && busy === 0);
    while (!isSettled()) {
      if (scheduler.nowMs - beganMs > calmMsMax || scheduler.steps > 3 * stepsMax) return false;
      const untilMs = scheduler.nowMs + 1_000;
      await scheduler.run(() => isSettled() || scheduler.nowMs >= untilMs, 3 * stepsMax);
      this.#leapToNextMessage();
    }
    return true;
  }

  /** Has the timers fall silent, so that nothing changes while the end is looked at. */
  async stopTimers(): Promise<void> {
    let stopped = false;
    void this.fleet.stopRelays().then(() => {
      stopped = true;
    });
    await this.scheduler.run(() => stopped, 4 * stepsMax);
  }

  async liveStates(): Promise<readonly LiveState[]> {
    let found: readonly LiveState[] | undefined;
    const store = new EngineStore(this.database.engine, systemClock);
    const stores = this.tenants.map((tenant) => store.forTenant(tenant));
    void readLiveStates(this.fleet.alive, stores).then((states) => {
      found = states;
    });
    await this.scheduler.run(() => found !== undefined, 4 * stepsMax);
    return found ?? [];
  }

  /** Rows that are hidden for long would have the relays look at nothing all the while. */
  #leapToNextMessage(): void {
    const { scheduler, database, fleet } = this;
    const [worker] = fleet.alive;
    if (worker === undefined || database.inFlight > 0 || database.outbox.length === 0) return;
    const nextMs = Math.min(...database.outbox.map(({ visibleAtMs }) => visibleAtMs));
    scheduler.leapTo(scheduler.nowMs + nextMs - worker.clock.nowMs());
  }

  #client(tenant: string, stream: number): SimClient {
    const { scheduler, history, fleet } = this;
    const world: ClientWorld = {
      scheduler,
      history,
      workers: () => fleet.serving,
      sampleIntervalSeconds: this.#sampleIntervalSeconds,
      serial: () => ++this.#serial,
    };
    return new SimClient(tenant, new SeededRandom(this.seed, stream), world);
  }
}

/** Runs one seed, and checks what it left behind. */
export async function simulate(
  seed: number,
  options: { readonly keepTrace?: boolean } = {},
): Promise<Report> {
  const run = new Run(seed, options.keepTrace ?? false);
  const { history, scheduler, database } = run;
  const hasEnded = await run.eventful();
  const hasSettled = hasEnded && (await run.calm());
  await run.stopTimers();
  const liveStates = await run.liveStates();
  const logs = await readFinalLogs(database.engine, run.tenants);
  for (const { entries, tenant, entity } of logs.all) {
    run.trace.add(
      `${tenant} ${entity} ${Buffer.from(entries.at(-1)?.row.hash ?? []).toString("hex")}`,
    );
  }
  const violations = checkAll({
    logs,
    history,
    liveStates,
    submitted: database.submitted,
    hasEnded,
    hasSettled,
  });
  return {
    seed,
    traceHash: run.trace.digest(),
    trace: run.trace.lines ?? [],
    steps: scheduler.steps,
    virtualMs: scheduler.nowMs,
    ops: logs.all.reduce((sum, { entries }) => sum + entries.length, 0),
    violations,
    counts: history.counts,
  };
}
