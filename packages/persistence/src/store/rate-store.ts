import type { Clock } from "../clock.js";
import type { StorageEngine } from "../engine/storage-engine.js";
import { StoreConfigurationError } from "../errors.js";

/** A rate, and how many tokens of it a caller wants. */
export interface RateReservationRequest {
  /** Tokens that become free each second; more than 0. */
  readonly ratePerSecond: number;
  /** Tokens that may be taken at once after a pause; at least `n`. */
  readonly burst: number;
  /** Tokens to reserve; a whole number from 1. */
  readonly n: number;
}

/**
 * What became of a reservation: all tokens, and then how many more could be reserved at that
 * moment and in how many ms the whole burst is there again; or none, and in how many ms they may be
 * free.
 */
export type RateReservation =
  | { readonly granted: true; readonly remaining: number; readonly fullInMs: number }
  | { readonly granted: false; readonly retryAfterMs: number };

/**
 * Rates that all processes on one database share.
 *
 * The generic cell rate algorithm (ATM Forum, Traffic Management 4.0, 1996): one time stamp for
 * each tenant and policy, moved in one statement, on the clock of the database where it is shared.
 * In any window of `t` seconds at most `ratePerSecond · t + burst` tokens are granted. A caller
 * that reserves ahead and spends a token at most one second after it *asked* for it keeps what is
 * spent within `ratePerSecond · (t + 1) + burst`, however many callers there are.
 */
export interface RateStore {
  /**
   * @throws StoreConfigurationError when the request could never be granted
   * @throws the errors of {@link Store.probe}: nothing may be spent
   */
  reserve(
    tenant: string,
    policy: string,
    request: RateReservationRequest,
  ): Promise<RateReservation>;
}

const microseconds = 1_000_000;

/** {@link RateStore} over any engine. */
export class EngineRateStore implements RateStore {
  readonly #engine: Pick<StorageEngine, "reserveRate">;
  readonly #clock: Clock;

  constructor(engine: Pick<StorageEngine, "reserveRate">, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
  }

  async reserve(
    tenant: string,
    policy: string,
    { ratePerSecond, burst, n }: RateReservationRequest,
  ): Promise<RateReservation> {
    if (!(ratePerSecond > 0) || !Number.isSafeInteger(n) || n < 1 || !(burst >= n)) {
      throw new StoreConfigurationError(
        `a reservation of ${n} tokens cannot come from ${ratePerSecond} a second and a burst of ` +
          `${burst}: both are to be positive, and the burst no smaller than the reservation`,
      );
    }
    // Rounded against the caller, so that fractions of a microsecond cannot add up to a token.
    const incrementUs = Math.ceil((n * microseconds) / ratePerSecond);
    const burstUs = Math.max(incrementUs, Math.floor((burst * microseconds) / ratePerSecond));
    const { granted, tatUs, nowUs } = await this.#engine.reserveRate(tenant, {
      policy,
      incrementUs,
      burstUs,
      nowUs: this.#clock.nowMs() * 1_000,
    });
    if (granted) {
      const aheadUs = Math.max(0, tatUs - nowUs);
      const freeUs = Math.max(0, burstUs - aheadUs);
      const remaining = Math.floor((freeUs * ratePerSecond) / microseconds);
      return { granted, remaining, fullInMs: Math.ceil(aheadUs / 1_000) };
    }
    const waitUs = Math.max(0, tatUs + incrementUs - burstUs - nowUs);
    return { granted, retryAfterMs: Math.ceil(waitUs / 1_000) };
  }
}
