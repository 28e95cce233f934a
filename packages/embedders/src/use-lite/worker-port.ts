import { parentPort, workerData } from "node:worker_threads";
import type { WorkerConfig, WorkerReply, WorkerRequest } from "./worker-protocol.js";

/** The worker's end of the line to its owner, the same in a thread and in a process. */
export interface WorkerPort {
  readonly config: WorkerConfig;
  reply(message: WorkerReply): void;
  onRequest(listener: (request: WorkerRequest) => void): void;
  /** Hangs up, after which the worker ends. */
  close(): void;
}

/** @throws Error if this is neither a worker thread nor a process started by `fork`. */
export function openWorkerPort(): WorkerPort {
  return parentPort === null ? openProcessPort() : openThreadPort(parentPort);
}

function openThreadPort(port: NonNullable<typeof parentPort>): WorkerPort {
  return {
    config: workerData as WorkerConfig,
    reply: (message) => port.postMessage(message),
    onRequest: (listener) => void port.on("message", listener),
    close: () => port.close(),
  };
}

function openProcessPort(): WorkerPort {
  const [, , config] = process.argv;
  if (process.send === undefined || config === undefined) {
    throw new Error("this file is the entry of the inference worker; do not run it");
  }
  // A terminal sends its signals to the whole group. The owner decides when this process ends, so
  // that texts in work can be finished; if the owner is gone, the line breaks.
  let delivered: Promise<void> = Promise.resolve();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  process.once("disconnect", () => process.exit());
  return {
    config: JSON.parse(config) as WorkerConfig,
    reply(message) {
      delivered = new Promise((resolve) => {
        process.send?.(message, undefined, undefined, () => resolve());
      });
    },
    onRequest: (listener) => void process.on("message", listener),
    // The last reply must be out before the line is cut.
    close: () => void delivered.then(() => process.disconnect?.()),
  };
}
