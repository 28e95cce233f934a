import { DimensionMismatchError, InvalidArgumentError } from "../errors.js";
import { type Role, roles } from "../memory/memory.js";
import { textLengthMax, timestampMagnitudeMaxMs } from "../memory/memory-limits.js";
import { type Direction, noDirection, toDirection } from "../vector/direction.js";
import { commandLimits, type UtteranceInput } from "./session-command.js";
import type { SessionConfig } from "./session-config.js";
import type { StoredUtterance } from "./session-op.js";
import type { SessionProgress } from "./session-state.js";

/** A surrogate code unit that is not half of a pair: such text has no UTF-8 form. */
const loneSurrogate = /\p{Surrogate}/u;

/** What an utterance is when its input leaves things out. */
export interface UtteranceDefaults {
  readonly dimension: number;
  readonly role: Role;
  readonly nowMs: number;
}

/**
 * Checks an utterance and fills in its defaults.
 *
 * @throws InvalidArgumentError for a text that is blank, too long or not well-formed, and for a
 *   role, time, source or request id that none can have
 * @throws DimensionMismatchError, InvalidVectorError for its vector
 */
export function readUtterance(input: UtteranceInput, defaults: UtteranceDefaults): StoredUtterance {
  checkText(input.text);
  const timestampMs = input.timestampMs ?? defaults.nowMs;
  checkTime(timestampMs);
  const role = input.role ?? defaults.role;
  checkOneOf("role", role, roles);
  if ((input.source?.length ?? 0) > commandLimits.sourceLengthMax) {
    throw new InvalidArgumentError(`a source is longer than ${commandLimits.sourceLengthMax}`);
  }
  const { requestIdLengthMax } = commandLimits;
  if ((input.requestId?.length ?? 0) > requestIdLengthMax) {
    throw new InvalidArgumentError(`a request id is longer than ${requestIdLengthMax}`);
  }
  return {
    text: input.text,
    direction:
      input.vector === undefined
        ? noDirection(defaults.dimension)
        : readDirection(input.vector, defaults.dimension),
    timestampMs,
    role,
    ...(input.source !== undefined && { source: input.source }),
    ...(input.requestId !== undefined && { requestId: input.requestId }),
  };
}

/** @throws InvalidArgumentError for a text that is blank, too long or not well-formed */
export function checkText(text: string): void {
  if (text.trim() === "") throw new InvalidArgumentError("a text is blank");
  if (text.length > textLengthMax) {
    throw new InvalidArgumentError(`a text is longer than ${textLengthMax} characters`);
  }
  if (loneSurrogate.test(text)) throw new InvalidArgumentError("a text has a lone surrogate");
}

/** @throws InvalidArgumentError for a time that no date can have */
export function checkTime(timeMs: number): void {
  if (Math.abs(timeMs) <= timestampMagnitudeMaxMs) return;
  throw new InvalidArgumentError("a timestamp is not a number within 270 000 years of 1970");
}

/**
 * Plain JavaScript passes what the types forbid: a chat's `system` role, say.
 *
 * @throws InvalidArgumentError for a value that is none of those allowed
 */
export function checkOneOf<T>(name: string, value: T, allowed: readonly T[]): void {
  if (allowed.includes(value)) return;
  throw new InvalidArgumentError(`${name} must be one of ${allowed.join(", ")}`);
}

/** @throws DimensionMismatchError, InvalidVectorError */
export function readDirection(vector: ArrayLike<number>, dimension: number): Direction {
  if (vector.length !== dimension) throw new DimensionMismatchError(dimension, vector.length);
  return toDirection(vector);
}

/**
 * A response that is to be stored, or `undefined` when it repeats the newest one with no message
 * waiting: clients send an answer by a store and again inline. Without a time of its own it was
 * said when the message was that it answers, so a replay of the past does not date answers today.
 *
 * @throws as {@link readUtterance}
 */
export function readResponse(
  session: { readonly config: SessionConfig; readonly progress: SessionProgress },
  input: UtteranceInput,
  nowMs: number,
): StoredUtterance | undefined {
  const { dimension } = session.config;
  const { buffer, lastResponse } = session.progress;
  const defaults = { dimension, role: "assistant", nowMs: buffer?.timestampMs ?? nowMs } as const;
  const response = readUtterance(input, defaults);
  return buffer === undefined && lastResponse === response.text ? undefined : response;
}
