import { InvalidArgumentError } from "../errors.js";
import { timestampMagnitudeMaxMs } from "../memory/memory-limits.js";
import type { SessionState } from "./session-state.js";

/**
 * Time of the op that a command leads to: it never runs backwards in a log, whatever the wall
 * clock does.
 *
 * @throws InvalidArgumentError when `nowMs` is not a time
 */
export function opTime(state: SessionState | undefined, nowMs: number): number {
  if (!(Math.abs(nowMs) <= timestampMagnitudeMaxMs)) {
    throw new InvalidArgumentError("nowMs is not a time in Unix milliseconds");
  }
  return Math.max(state?.atMs ?? nowMs, nowMs);
}
