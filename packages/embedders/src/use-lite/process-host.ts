import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { InferenceHost, InferenceHostEvents } from "./inference-host.js";
import type { WorkerConfig, WorkerReply } from "./worker-protocol.js";

/**
 * Runs the worker in a process of its own.
 *
 * Native code needs this. The binding of onnxruntime-node 1.17 keeps its constructor in a global,
 * so a second load in one process, by another thread or after the first has ended, corrupts the
 * heap or is refused; and a fault in it would end every session of the server, not one text.
 */
export function startProcessHost(
  entry: URL,
  config: WorkerConfig,
  events: InferenceHostEvents,
): InferenceHost {
  const child = fork(fileURLToPath(entry), [JSON.stringify(config)], {
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.on("message", (reply) => events.onReply(reply as WorkerReply));
  let hasExited = false;
  const exit = (): void => {
    if (hasExited) return;
    hasExited = true;
    events.onExit();
  };
  child.once("exit", exit);
  // A process that could not be started gives "error" and no "exit".
  child.on("error", () => {
    if (child.pid === undefined) exit();
  });
  return {
    // An undeliverable request needs no word of its own: the exit that caused it tells.
    post: (request) => void child.send(request, () => undefined),
    keepAlive(isBusy) {
      for (const handle of [child, child.channel]) {
        if (isBusy) handle?.ref();
        else handle?.unref();
      }
    },
    kill: () => void child.kill("SIGKILL"),
  };
}
