import { destination, type Logger, pino } from "pino";
import type { LogLevel } from "../config/server-config.js";

const stderr = 2;

/**
 * The service's log: JSON lines on stderr, written without waiting for it. Every line names the
 * process, and the worker where workers have names.
 */
export function createLogger(level: LogLevel, worker?: string): Logger {
  const log = pino({ level }, destination({ dest: stderr, sync: false }));
  return worker === undefined ? log : log.child({ worker });
}
