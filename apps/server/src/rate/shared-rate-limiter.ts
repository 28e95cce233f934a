import { type RateStore, StoreBusyError } from "@semvec/persistence";
import { LRUCache } from "lru-cache";
import { rateLimitedKeysMax } from "./gcra-limiter.js";
import type { RateDecision, RateLimiter, RatePolicy } from "./rate-limiter.js";

/** How long tokens may be spent after they were asked for, in milliseconds; then they lapse. */
export const reservationLifeMs = 1_000;

/** Share of a burst that one reservation takes at most. */
const burstShare = 0.05;

/** Time whose tokens one reservation takes at most, in seconds. */
const reservationSpanS = 0.1;

/** Reservations in a row that come when their tokens have lapsed, before requests are refused. */
const lateReservationsMax = 3;

/** The one bucket of a subject: it has one tier. */
const policyName = "requests";

/** What a worker knows of a subject's bucket. */
interface Bucket {
  /** Tokens that this worker has reserved and not spent. */
  tokens: number;
  /** When they were asked for. */
  askedAtMs: number;
  /** Tokens that could be reserved besides, when they were granted. */
  remaining: number;
  /** When the whole burst is there again, if nobody takes more. */
  fullAtMs: number;
  /** Before this time the store has nothing to grant. */
  emptyUntilMs: number;
  /** The reservation that is under way. */
  pending: Promise<void> | undefined;
}

/**
 * One limit for all workers on a database: tokens are reserved there in small numbers and spent
 * here, within a second of when they were asked for. So in any `t` seconds a subject passes at most
 * `ratePerSecond · (t + 1) + burst` times, however many workers there are and whatever their
 * clocks say. What lapses unspent costs the subject at most one reservation a second and worker.
 *
 * A refusal says when a token may be free; until then the store is not asked again, so that a
 * client which is refused costs the database nothing.
 */
export class SharedRateLimiter implements RateLimiter {
  readonly #rates: RateStore;
  readonly #nowMs: () => number;
  readonly #buckets = new LRUCache<string, Bucket>({ max: rateLimitedKeysMax });

  /** @param nowMs - monotonic milliseconds */
  constructor(rates: RateStore, nowMs: () => number) {
    this.#rates = rates;
    this.#nowMs = nowMs;
  }

  /**
   * @throws the errors of {@link RateStore.reserve}: nothing passes that was not counted
   * @throws StoreBusyError when the store takes longer than its tokens live
   */
  async take(key: string, policy: RatePolicy): Promise<RateDecision> {
    const bucket = this.#bucketOf(key);
    for (;;) {
      const nowMs = this.#nowMs();
      if (bucket.tokens > 0 && nowMs - bucket.askedAtMs < reservationLifeMs) {
        bucket.tokens -= 1;
        return allowed(bucket, nowMs);
      }
      bucket.tokens = 0;
      if (nowMs < bucket.emptyUntilMs) {
        return { allowed: false, remaining: 0, resetMs: bucket.emptyUntilMs - nowMs };
      }
      // Requests that come together share reservations, and spend them in the order they came.
      bucket.pending ??= this.#reserve(key, policy, bucket).finally(() => {
        bucket.pending = undefined;
      });
      await bucket.pending;
    }
  }

  #bucketOf(key: string): Bucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    const bucket: Bucket = {
      tokens: 0,
      askedAtMs: 0,
      remaining: 0,
      fullAtMs: 0,
      emptyUntilMs: Number.NEGATIVE_INFINITY,
      pending: undefined,
    };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Fills the bucket, or notes until when it cannot be filled. */
  async #reserve(key: string, policy: RatePolicy, bucket: Bucket): Promise<void> {
    let late = 0;
    for (let n = reservationSize(policy); ; ) {
      const askedAtMs = this.#nowMs();
      const reservation = await this.#rates.reserve(key, policyName, { ...policy, n });
      if (reservation.granted) {
        if (this.#nowMs() - askedAtMs >= reservationLifeMs) {
          late += 1;
          if (late >= lateReservationsMax) throw new StoreBusyError();
          continue;
        }
        const { remaining, fullInMs } = reservation;
        Object.assign(bucket, { tokens: n, askedAtMs, remaining, fullAtMs: askedAtMs + fullInMs });
        return;
      }
      const missing = (reservation.retryAfterMs * policy.ratePerSecond) / 1_000;
      const free = Math.min(n - 1, Math.floor(n - missing));
      if (free < 1) {
        // When all `n` are free, the first has been so for as long as the others took.
        const waitMs = reservation.retryAfterMs - ((n - 1) * 1_000) / policy.ratePerSecond;
        bucket.emptyUntilMs = askedAtMs + Math.max(1, Math.floor(waitMs));
        return;
      }
      n = free;
    }
  }
}

/** Tokens that one reservation asks for. */
export function reservationSize({ ratePerSecond, burst }: RatePolicy): number {
  const most = Math.min(burst * burstShare, ratePerSecond * reservationSpanS);
  return Math.max(1, Math.floor(most));
}

function allowed({ tokens, remaining, fullAtMs }: Bucket, nowMs: number): RateDecision {
  return {
    allowed: true,
    remaining: tokens + remaining,
    resetMs: Math.max(0, fullAtMs - nowMs),
  };
}
