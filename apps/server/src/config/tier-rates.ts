import type { LicenseTier } from "@semvec/license";
import type { RatePolicy } from "../rate/rate-limiter.js";

/** Rates as configured; `ceiling` is requests a second, and as many at once. */
type ConfiguredRates = Readonly<Record<LicenseTier, RatePolicy | "none">> & {
  readonly ceiling: number;
};

/** The rate of each tier, none above the operator's ceiling. */
export function tierRates(rates: ConfiguredRates): Record<LicenseTier, RatePolicy> {
  const { ceiling } = rates;
  const bounded = (policy: RatePolicy | "none"): RatePolicy =>
    policy === "none"
      ? { ratePerSecond: ceiling, burst: ceiling }
      : {
          ratePerSecond: Math.min(policy.ratePerSecond, ceiling),
          burst: Math.min(policy.burst, ceiling),
        };
  return {
    community: bounded(rates.community),
    pro: bounded(rates.pro),
    enterprise: bounded(rates.enterprise),
  };
}
