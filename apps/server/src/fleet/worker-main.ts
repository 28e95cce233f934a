import { systemClock } from "@semvec/persistence";
import { closeOnSignals } from "../close-on-signals.js";
import { loadConfig } from "../config/load-config.js";
import { readinessTtlMs } from "../observability/readiness.js";
import { type RunningServer, serve } from "../serve.js";
import { type HandOver, isMessage, type WorkerReady } from "./worker-messages.js";

/* Entry point of a fleet's worker process. */

try {
  let banner = "";
  const print = (text: string): void => {
    banner += text;
  };
  // The fleet has logged the warnings once for all.
  const config = { ...loadConfig(process.env), warnings: [] };
  let serving: RunningServer | undefined;
  closeOnSignals({ close: async () => serving?.close() });
  // A terminal that hangs up tells the whole group; what follows is for the fleet to decide.
  process.on("SIGHUP", () => {});
  process.on("message", (message) => {
    if (isMessage(message, "hand-over" satisfies HandOver["type"])) void handOver(serving);
  });
  const server = await serve(config, { print, onFailure: () => process.exit(1) });
  serving = server;
  await untilReady(server);
  process.send?.({ type: "ready", url: server.url, banner } satisfies WorkerReady);
} catch (error) {
  fail(error);
}

/** One that does not listen yet has nothing to drain. */
async function handOver(server: RunningServer | undefined): Promise<void> {
  await server?.close({ handsOver: true }).catch(fail);
  process.exit(0);
}

async function untilReady(server: RunningServer): Promise<void> {
  while (!(await server.isReady())) {
    await new Promise<void>((resolve) => systemClock.after(readinessTtlMs, resolve));
  }
}

/** The channel to the fleet would keep a process alive that has nothing left to do. */
function fail(error: unknown): never {
  process.stderr.write(`semvec: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
