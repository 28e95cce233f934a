#!/usr/bin/env node
import { closeOnSignals } from "./close-on-signals.js";
import { loadConfig } from "./config/load-config.js";
import { serve } from "./serve.js";

/** Serves until a signal comes: what `npm start` and the container image run. */
try {
  const server = await serve(loadConfig(process.env), { onFailure: () => process.exit(1) });
  closeOnSignals(server);
} catch (error) {
  // Whoever starts a server wants to know what to change, not where it was thrown.
  process.stderr.write(`semvec: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
