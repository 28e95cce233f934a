#!/usr/bin/env node
import { loadConfig } from "./config/load-config.js";
import { runService } from "./run-service.js";

/** Serves until a signal comes: what `npm start` and the container image run. */
try {
  await runService(loadConfig(process.env), { variables: process.env });
} catch (error) {
  // Whoever starts a server wants to know what to change, not where it was thrown.
  process.stderr.write(`semvec: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
