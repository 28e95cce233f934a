import { DimensionMismatchError, InvalidArgumentError } from "../errors.js";
import type { Role } from "../memory/memory.js";
import { textLengthMax, timestampMagnitudeMaxMs } from "../memory/memory-limits.js";
import { toDirection } from "../vector/direction.js";
import { commandLimits, type UtteranceInput } from "./session-command.js";
import type { StoredUtterance } from "./session-op.js";

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
 * @throws InvalidArgumentError for a text that is blank, too long or not well-formed
 * @throws DimensionMismatchError, InvalidVectorError for its vector
 */
export function readUtterance(input: UtteranceInput, defaults: UtteranceDefaults): StoredUtterance {
  checkText(input.text);
  if (input.vector.length !== defaults.dimension) {
    throw new DimensionMismatchError(defaults.dimension, input.vector.length);
  }
  const timestampMs = input.timestampMs ?? defaults.nowMs;
  if (!(Math.abs(timestampMs) <= timestampMagnitudeMaxMs)) {
    throw new InvalidArgumentError("a timestamp is not a number within 270 000 years of 1970");
  }
  if ((input.source?.length ?? 0) > commandLimits.sourceLengthMax) {
    throw new InvalidArgumentError(`a source is longer than ${commandLimits.sourceLengthMax}`);
  }
  return {
    text: input.text,
    direction: toDirection(input.vector),
    timestampMs,
    role: input.role ?? defaults.role,
    ...(input.source !== undefined && { source: input.source }),
  };
}

function checkText(text: string): void {
  if (text.trim() === "") throw new InvalidArgumentError("a text is blank");
  if (text.length > textLengthMax) {
    throw new InvalidArgumentError(`a text is longer than ${textLengthMax} characters`);
  }
  if (loneSurrogate.test(text)) throw new InvalidArgumentError("a text has a lone surrogate");
}
