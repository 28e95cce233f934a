import type { Store } from "@semvec/persistence";
import { GcraLimiter } from "./gcra-limiter.js";
import type { RateLimiter } from "./rate-limiter.js";
import { SharedRateLimiter } from "./shared-rate-limiter.js";

/**
 * Workers on one database share their limits. Alone, a worker counts in memory: a reservation on
 * SQLite would make requests that only read wait for a disk.
 *
 * @param nowMs - monotonic milliseconds
 */
export function createRateLimiter(store: Store, nowMs: () => number): RateLimiter {
  return store.exclusive ? new GcraLimiter(nowMs) : new SharedRateLimiter(store.rates, nowMs);
}
