import type { Scheduler } from "../engine/scheduler.js";
import type { SeededRandom } from "../engine/seeded-random.js";
import type { SimDatabase } from "../engine/sim-database.js";
import { describeError } from "./explained-errors.js";
import type { Fleet } from "./fleet.js";
import type { History } from "./history.js";

interface NemesisOptions {
  readonly random: SeededRandom;
  readonly fleet: Fleet;
  readonly database: SimDatabase;
  readonly scheduler: Scheduler;
  readonly history: History;
}

type Harm = "crash" | "pause" | "clock" | "drain" | "restart" | "outage";

const harms: readonly Harm[] = ["crash", "pause", "clock", "drain", "restart", "outage"];
const hourMs = 3_600_000;

/** What happens to machines: workers die, stand still, lose the time, leave; the database restarts. */
export class Nemesis {
  readonly #options: NemesisOptions;
  #isOver = false;

  constructor(options: NemesisOptions) {
    this.#options = options;
  }

  /** Does harm until {@link Nemesis.stop}. Each kind is left out of half of the runs. */
  async begin(): Promise<void> {
    const { random, scheduler } = this.#options;
    const chosen = harms.filter(() => random.chance(0.5));
    if (chosen.length === 0) return;
    const meanMs = random.pick([300, 1_500, 6_000]);
    while (!this.#isOver) {
      await scheduler.sleep(random.between(0, 2 * meanMs), "nemesis");
      if (!this.#isOver) this.#harm(random.pick(chosen));
    }
  }

  /** From here on nothing new goes wrong, and what is down comes up again. */
  stop(): void {
    const { fleet, scheduler, database } = this.#options;
    this.#isOver = true;
    database.outageUntilMs = 0;
    for (const { process } of fleet.alive) {
      process.pausedUntilMs = Math.min(process.pausedUntilMs, scheduler.nowMs);
      process.clockOffsetMs = 0;
    }
    fleet.restartDead();
  }

  #harm(harm: Harm): void {
    const { random, fleet, database, scheduler, history } = this.#options;
    history.count(`harm ${harm}`);
    if (harm === "restart") {
      database.restart();
      return;
    }
    if (harm === "outage") {
      database.outageUntilMs = scheduler.nowMs + random.pick([100, 1_000, 3_000]);
      return;
    }
    const { alive } = fleet;
    if (alive.length === 0) return;
    const worker = random.pick(alive);
    const { process } = worker;
    switch (harm) {
      case "crash":
        process.kill();
        this.#restartSoon();
        return;
      case "pause":
        process.pausedUntilMs = scheduler.nowMs + random.pick([200, 3_000, 60_000]);
        return;
      case "clock":
        process.clockOffsetMs = random.pick([-hourMs, -5_000, 0, 5_000, hourMs]);
        return;
      case "drain":
        if (worker.isDraining) return;
        worker.drain().then(
          () => this.#restartSoon(),
          (error: unknown) => history.unexpected.push(`drain: ${describeError(error)}`),
        );
    }
  }

  #restartSoon(): void {
    const { random, fleet, scheduler } = this.#options;
    const delayMs = random.between(50, 1_500);
    scheduler.after(delayMs, { label: "restart" }, () => fleet.restartDead());
  }
}
