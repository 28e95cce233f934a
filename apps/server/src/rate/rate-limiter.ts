/** How many requests a subject may make. */
export interface RatePolicy {
  /** Requests a second in the long run, above 0. */
  readonly ratePerSecond: number;
  /** Requests at once after a pause, at least 1. */
  readonly burst: number;
}

/** What a limiter says of one request. */
export interface RateDecision {
  readonly allowed: boolean;
  /** Whole requests that may follow at once. */
  readonly remaining: number;
  /** Allowed: until the whole burst is there again. Refused: until the next request may pass. */
  readonly resetMs: number;
}

/**
 * Counts requests by key. The one in this process serves one worker; a fleet puts one over a shared
 * store in its place.
 */
export interface RateLimiter {
  /** Takes one token of `key`, if there is one. */
  take(key: string, policy: RatePolicy): RateDecision | Promise<RateDecision>;
}
