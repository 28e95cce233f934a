import { destination, type Logger, pino } from "pino";
import type { LogLevel } from "../config/server-config.js";

const stderr = 2;

/** The service's log: JSON lines on stderr, written without waiting for it. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level }, destination({ dest: stderr, sync: false }));
}
