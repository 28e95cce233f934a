import { LRUCache } from "lru-cache";
import type { RateDecision, RateLimiter, RatePolicy } from "./rate-limiter.js";

/** Subjects remembered; one that is forgotten starts with a full burst. */
export const rateLimitedKeysMax = 100_000;

/**
 * The generic cell rate algorithm (ITU-T I.371): one number a key, the time at which its bucket is
 * full again. In any `t` seconds a key passes at most `burst + ratePerSecond · t` times.
 */
export class GcraLimiter implements RateLimiter {
  readonly #fullAtMs = new LRUCache<string, number>({ max: rateLimitedKeysMax });
  readonly #nowMs: () => number;

  /** @param nowMs - monotonic milliseconds */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  take(key: string, policy: RatePolicy): RateDecision {
    const nowMs = this.#nowMs();
    const costMs = 1000 / policy.ratePerSecond;
    const spanMs = costMs * policy.burst;
    const fullAtMs = Math.max(this.#fullAtMs.get(key) ?? nowMs, nowMs) + costMs;
    const excessMs = fullAtMs - nowMs - spanMs;
    // A whole burst adds up to the span only within rounding.
    if (excessMs > costMs / 1e6) return { allowed: false, remaining: 0, resetMs: excessMs };
    this.#fullAtMs.set(key, fullAtMs);
    return {
      allowed: true,
      remaining: Math.max(0, Math.floor(-excessMs / costMs + 1e-6)),
      resetMs: fullAtMs - nowMs,
    };
  }
}
