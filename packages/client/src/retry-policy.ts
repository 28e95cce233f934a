import type { HttpMethod } from "@semvec/contract";

/** Most times a request is sent again, unless the client is told otherwise. */
export const retriesMaxDefault = 3;
/** Longest `Retry-After` that is waited for, in seconds; a longer one ends the retries. */
export const retryAfterSecondsMax = 60;
/** Longest wait before the first retry of a `GET` without `Retry-After`; doubles with each. */
export const backoffBaseMs = 200;

/** A try that failed: with a status, or without any answer. */
export interface FailedTry {
  readonly method: HttpMethod;
  /** Absent: no answer came. */
  readonly status?: number;
  readonly retryAfterSeconds?: number | undefined;
  /** Tries made before this one. */
  readonly triesBefore: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}

const passingStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * How long to wait before the same request is sent again, in milliseconds; `undefined` when it
 * must not be.
 *
 * With 429 or 503 and `Retry-After` the service itself asks to be called again, so any request
 * may be. Everything else is retried for `GET` only, which changes nothing:
 * after a lost answer nobody knows whether a write happened. Its waits are random up to a bound
 * that doubles ("full jitter"; Brooker, Exponential Backoff and Jitter, AWS 2015).
 */
export function retryDelayMs(failed: FailedTry): number | undefined {
  const { method, status, retryAfterSeconds, triesBefore, random } = failed;
  if (status !== undefined && !passingStatuses.has(status)) return undefined;
  if (retryAfterSeconds !== undefined && (status === 429 || status === 503)) {
    return retryAfterSeconds <= retryAfterSecondsMax ? retryAfterSeconds * 1000 : undefined;
  }
  return method === "get" ? random * backoffBaseMs * 2 ** triesBefore : undefined;
}
