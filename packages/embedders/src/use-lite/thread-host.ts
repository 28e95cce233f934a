import { Worker } from "node:worker_threads";
import type { InferenceHost, InferenceHostEvents } from "./inference-host.js";
import type { WorkerConfig } from "./worker-protocol.js";

/** Runs the worker in a thread of this process. */
export function startThreadHost(
  entry: URL,
  config: WorkerConfig,
  events: InferenceHostEvents,
): InferenceHost {
  // Without the process's own flags: some, such as --input-type, no thread can start with.
  const thread = new Worker(entry, { workerData: config, execArgv: [] });
  thread.on("message", events.onReply);
  thread.once("exit", events.onExit);
  // An uncaught error also ends the thread; "exit" tells of it.
  thread.on("error", () => undefined);
  return {
    post: (request) => thread.postMessage(request),
    keepAlive(isBusy) {
      if (isBusy) thread.ref();
      else thread.unref();
    },
    kill: () => void thread.terminate(),
  };
}
