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
  const server = await serve(config, { print, onFailure: () => process.exit(1) });
  closeOnSignals(server);
  process.on("message", (message) => {
    if (isMessage(message, "hand-over" satisfies HandOver["type"])) handOver(server);
  });
  await untilReady(server);
  process.send?.({ type: "ready", url: server.url, banner } satisfies WorkerReady);
} catch (error) {
  fail(error);
}

function handOver(server: RunningServer): void {
  server.close({ handsOver: true }).then(() => process.exit(0), fail);
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
