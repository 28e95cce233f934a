import { type Cancel, type Clock, systemClock } from "@semvec/persistence";
import type { Logger } from "pino";
import { FleetError } from "../errors/errors.js";
import type { WorkerReady } from "./worker-messages.js";
import type { WorkerExit, WorkerProcess } from "./worker-process.js";

/** Times of {@link Fleet}, in milliseconds. */
export const fleetLimits = {
  /** Pause before a worker that ended is started again; doubles each time. */
  restartDelayMinMs: 100,
  /** Longest such pause. */
  restartDelayMaxMs: 10_000,
  /** A worker that lived for this long starts again after the shortest pause. */
  settledMs: 30_000,
  /** Time that a worker of a rolling restart has to become ready; else the old one stays. */
  readyTimeoutMs: 60_000,
} as const;

/** What {@link Fleet} consists of. */
export interface FleetParts {
  readonly workers: number;
  /** Starts the worker of a slot, 1 to `workers`. */
  readonly start: (slot: number) => WorkerProcess;
  readonly log: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** A place for a worker, whoever fills it. */
interface Slot {
  readonly number: number;
  current: WorkerProcess;
  /** Starts in a row that did not last. */
  failures: number;
  cancelRestart: Cancel;
}

/** Worker processes on one port: kept alive, restarted one by one, ended together. */
export class Fleet {
  readonly #parts: FleetParts;
  readonly #clock: Clock;
  readonly #slots: readonly Slot[];
  readonly #processes = new Set<WorkerProcess>();
  /** Those that are to end. */
  readonly #leaving = new Set<WorkerProcess>();
  #exits: WorkerExit[] = [];
  /** Resolves when each of the first workers is ready or has ended. */
  readonly #started: Promise<readonly (WorkerReady | undefined)[]>;
  #rolling: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? systemClock;
    this.#slots = Array.from({ length: parts.workers }, (_, index) => ({
      number: index + 1,
      current: this.#spawn(index + 1),
      failures: 0,
      cancelRestart: () => {},
    }));
    this.#started = Promise.all(this.#slots.map(({ current }) => current.ready));
    for (const slot of this.#slots) this.#keepAlive(slot);
  }

  /**
   * Resolves with what the first worker says when all are ready, or with nothing when the fleet
   * was closed before they were.
   *
   * @throws FleetError when one ended before it was ready; then all of them end
   */
  async ready(): Promise<WorkerReady | undefined> {
    const told = await this.#started;
    const [first] = told;
    if (first !== undefined && told.every((ready) => ready !== undefined)) return first;
    if (this.#isClosing) return undefined;
    await this.close().catch(() => {});
    throw new FleetError("a worker ended before it was ready: see its message above");
  }

  /**
   * Replaces the workers one by one, each only when its successor is ready; requests notice
   * nothing. A successor that does not become ready ends the round, and the old worker stays.
   * A fleet that is still starting begins its round when it has started.
   */
  restart(): Promise<void> {
    this.#rolling ??= this.#roll().finally(() => {
      this.#rolling = undefined;
    });
    return this.#rolling;
  }

  /**
   * Lets all workers drain, and resolves when they have ended.
   *
   * @throws FleetError when one did not end cleanly
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  get #isClosing(): boolean {
    return this.#closing !== undefined;
  }

  async #close(): Promise<void> {
    this.#exits = [];
    for (const { cancelRestart } of this.#slots) cancelRestart();
    for (const process of this.#processes) process.terminate();
    await Promise.all([...this.#processes].map(({ exited }) => exited));
    if (this.#exits.every(isClean)) return;
    throw new FleetError("a worker did not end cleanly: requests were cut off");
  }

  #spawn(slot: number): WorkerProcess {
    const process = this.#parts.start(slot);
    this.#processes.add(process);
    process.exited.then((exit) => {
      this.#processes.delete(process);
      this.#exits.push(exit);
    });
    return process;
  }

  /** Starts a worker again that has ended and was not asked to. */
  #keepAlive(slot: Slot): void {
    const { current } = slot;
    const { log } = this.#parts;
    current.ready.then((ready) => {
      if (ready !== undefined)
        log.info({ slot: slot.number, workerPid: current.pid }, "worker is ready");
    });
    current.exited.then((exit) => {
      if (this.#isClosing || this.#leaving.delete(current)) return;
      this.#startAgain(slot, exit);
    });
  }

  #startAgain(slot: Slot, exit: WorkerExit): void {
    const { restartDelayMinMs, restartDelayMaxMs, settledMs } = fleetLimits;
    const { current } = slot;
    if (performance.now() - current.startedMs >= settledMs) slot.failures = 0;
    const delayMs = Math.min(restartDelayMinMs * 2 ** slot.failures, restartDelayMaxMs);
    slot.failures += 1;
    const where = { slot: slot.number, workerPid: current.pid, ...exit, delayMs };
    this.#parts.log.error(where, "worker ended, and is started again");
    slot.cancelRestart = this.#clock.after(delayMs, () => {
      slot.current = this.#spawn(slot.number);
      this.#keepAlive(slot);
    });
  }

  async #roll(): Promise<void> {
    await this.#started;
    for (const slot of this.#slots) {
      if (this.#isClosing) return;
      const successor = this.#spawn(slot.number);
      if (!(await this.#isReadyInTime(successor))) {
        successor.terminate();
        if (!this.#isClosing) {
          this.#parts.log.error({ slot: slot.number }, "no successor is ready: the worker stays");
        }
        return;
      }
      slot.cancelRestart();
      const { current: old } = slot;
      this.#leaving.add(old);
      slot.current = successor;
      slot.failures = 0;
      this.#keepAlive(slot);
      if (this.#processes.has(old)) old.handOver();
      await old.exited;
    }
    this.#parts.log.info("all workers are restarted");
  }

  async #isReadyInTime(process: WorkerProcess): Promise<boolean> {
    let cancel: Cancel = () => {};
    const timeout = new Promise<undefined>((resolve) => {
      cancel = this.#clock.after(fleetLimits.readyTimeoutMs, () => resolve(undefined));
    });
    const ready = await Promise.race([process.ready, timeout]);
    cancel();
    return ready !== undefined;
  }
}

/** Whether it cut nothing off. A worker that a signal just ends had not begun to listen. */
function isClean({ code, signal }: WorkerExit): boolean {
  return code === 0 || signal === "SIGTERM" || signal === "SIGINT";
}
