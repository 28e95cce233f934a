import type { Clock } from "../clock.js";
import { persistenceDefaults } from "../defaults.js";
import { UnknownCommitError } from "../errors.js";
import { IndeterminateError } from "./indeterminate-error.js";

/**
 * Repeats a write, the very same, until its outcome is known. Once an attempt may have been made,
 * an error of a later one proves nothing: only an answer does.
 *
 * @throws UnknownCommitError after `unknownCommitAttemptsMax` attempts
 */
export async function untilKnown<T>(write: () => Promise<T>, clock: Clock): Promise<T> {
  const { unknownCommitAttemptsMax, unknownCommitRetryMs, unknownCommitRetryMaxMs } =
    persistenceDefaults;
  let maybeMade = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      maybeMade ||= error instanceof IndeterminateError;
      if (!maybeMade) throw error;
      if (attempt >= unknownCommitAttemptsMax) throw new UnknownCommitError({ cause: error });
    }
    const delayMs = Math.min(unknownCommitRetryMs * 2 ** (attempt - 1), unknownCommitRetryMaxMs);
    await new Promise<void>((resolve) => clock.after(delayMs, resolve));
  }
}
