import type { LicenseTier } from "@semvec/license";
import type { RequestHandler } from "express";
import { RateLimitedError } from "../errors/errors.js";
import { contextOf } from "../http/request-context.js";
import type { RateLimiter, RatePolicy } from "./rate-limiter.js";

/**
 * Takes one token of the caller's rate for every authenticated request, and says in `RateLimit-*`
 * headers what is left of it.
 */
export function limitRate(
  limiter: RateLimiter,
  rates: Readonly<Record<LicenseTier, RatePolicy>>,
): RequestHandler {
  return async (_request, response, next) => {
    const { caller } = contextOf(response);
    if (caller !== undefined) {
      const policy = rates[caller.tier];
      const decision = await limiter.take(caller.tenant, policy);
      const resetSeconds = Math.max(decision.allowed ? 0 : 1, Math.ceil(decision.resetMs / 1000));
      response.setHeader("RateLimit-Limit", String(policy.burst));
      response.setHeader("RateLimit-Remaining", String(decision.remaining));
      response.setHeader("RateLimit-Reset", String(resetSeconds));
      response.setHeader("RateLimit-Policy", `${policy.burst};w=${windowSeconds(policy)}`);
      if (!decision.allowed) throw new RateLimitedError(resetSeconds);
    }
    next();
  };
}

/** The time in which a whole burst comes back. */
function windowSeconds({ ratePerSecond, burst }: RatePolicy): number {
  return Math.max(1, Math.ceil(burst / ratePerSecond));
}
