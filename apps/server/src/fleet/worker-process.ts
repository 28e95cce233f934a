import cluster, { type Worker } from "node:cluster";
import { type HandOver, isMessage, type WorkerReady } from "./worker-messages.js";

/** How a worker process ended. */
export interface WorkerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One process of a fleet, from its start to its end. It shares the fleet's port. */
export class WorkerProcess {
  readonly pid: number | undefined;
  readonly startedMs = performance.now();
  /** Resolves when the worker answers requests, or to nothing when it ended before it did. */
  readonly ready: Promise<WorkerReady | undefined>;
  readonly exited: Promise<WorkerExit>;
  readonly #worker: Worker;

  /** @param env - variables over those of this process */
  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#worker = cluster.fork(env);
    this.pid = this.#worker.process.pid;
    this.exited = new Promise((resolve) => {
      this.#worker.once("exit", (code: number | null, signal: string | null) =>
        resolve({ code, signal }),
      );
      // What it cannot be told needs no word of its own: its exit, which is the cause, tells. One
      // that could not be started has no exit.
      this.#worker.on("error", () => {
        if (this.pid === undefined) resolve({ code: null, signal: null });
      });
    });
    const told = new Promise<WorkerReady>((resolve) => {
      this.#worker.on("message", (message: unknown) => {
        if (isMessage(message, "ready")) resolve(message as WorkerReady);
      });
    });
    this.ready = Promise.race([told, this.exited.then(() => undefined)]);
  }

  /** Lets it drain while others serve on at the same address. */
  handOver(): void {
    if (this.#worker.isConnected()) this.#worker.send({ type: "hand-over" } satisfies HandOver);
    else this.terminate();
  }

  /** Lets it drain. */
  terminate(): void {
    this.#worker.process.kill("SIGTERM");
  }
}
