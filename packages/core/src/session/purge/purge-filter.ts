import { InvalidArgumentError } from "../../errors.js";
import type { Role } from "../../memory/memory.js";
import { commandLimits } from "../session-command.js";

/**
 * What a purge takes out: everything said that fits all of the criteria given. At least one is.
 *
 * @example
 * ```ts
 * const filter: PurgeFilter = { source: "web-search", writtenFromMs: Date.UTC(2026, 0, 1) };
 * ```
 */
export interface PurgeFilter {
  /** Where it came from, as the client named it. */
  readonly source?: string;
  readonly role?: Role;
  /** The request that brought it. */
  readonly requestId?: string;
  /** Written at or after this time, Unix milliseconds: the time of the op, not of the event. */
  readonly writtenFromMs?: number;
  /** Written before this time, Unix milliseconds. */
  readonly writtenUntilMs?: number;
}

/** Something that was said, and when the log took it. */
export interface PurgeCandidate {
  readonly source?: string;
  readonly role: Role;
  readonly requestId?: string;
  readonly writtenMs: number;
}

/** Whether a purge takes it out. */
export function isPurged(filter: PurgeFilter, said: PurgeCandidate): boolean {
  const { source, role, requestId, writtenFromMs = -Infinity, writtenUntilMs = Infinity } = filter;
  return (
    (source === undefined || source === said.source) &&
    (role === undefined || role === said.role) &&
    (requestId === undefined || requestId === said.requestId) &&
    said.writtenMs >= writtenFromMs &&
    said.writtenMs < writtenUntilMs
  );
}

/** @throws InvalidArgumentError for a filter that would take out everything, or nothing ever */
export function checkPurgeFilter(filter: PurgeFilter): void {
  const given = Object.values(filter).filter((criterion) => criterion !== undefined);
  if (given.length === 0) {
    throw new InvalidArgumentError("a purge needs a source, role, request or time to go by");
  }
  if ((filter.source?.length ?? 0) > commandLimits.sourceLengthMax) {
    throw new InvalidArgumentError(`a source is longer than ${commandLimits.sourceLengthMax}`);
  }
  if ((filter.requestId?.length ?? 0) > commandLimits.requestIdLengthMax) {
    const { requestIdLengthMax } = commandLimits;
    throw new InvalidArgumentError(`a request id is longer than ${requestIdLengthMax}`);
  }
  const { writtenFromMs, writtenUntilMs } = filter;
  for (const time of [writtenFromMs, writtenUntilMs]) {
    if (time !== undefined && !Number.isFinite(time)) {
      throw new InvalidArgumentError("a time of a purge is not a finite number");
    }
  }
  if (writtenFromMs !== undefined && writtenUntilMs !== undefined) {
    if (writtenFromMs < writtenUntilMs) return;
    throw new InvalidArgumentError("a purge begins after its end");
  }
}
