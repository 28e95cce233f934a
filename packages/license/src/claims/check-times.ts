import { ExpiredLicenseError, InvalidLicenseError } from "../errors.js";
import { clockLeewaySeconds } from "../limits.js";
import type { LicenseClaims } from "./license-claims.js";

const leewayMs = clockLeewaySeconds * 1000;

/**
 * Refuses a licence used before `nbf` or issued in the future (RFC 7519 §4.1.5 and §4.1.6), with
 * the clock leeway.
 *
 * @throws InvalidLicenseError `not yet valid`
 */
export function checkStarted(claims: LicenseClaims, nowMs: number): void {
  const startMs = Math.max(claims.issuedAtSeconds, claims.notBeforeSeconds ?? 0) * 1000;
  // Stated as what is allowed, so that a clock that answers NaN refuses instead of admitting.
  if (!(startMs <= nowMs + leewayMs)) throw new InvalidLicenseError("not yet valid");
}

/**
 * Refuses a licence on or after `exp` (RFC 7519 §4.1.4), with the clock leeway.
 *
 * @throws ExpiredLicenseError
 */
export function checkNotExpired(claims: LicenseClaims, nowMs: number): void {
  if (!(nowMs < claims.expiresAtSeconds * 1000 + leewayMs)) {
    throw new ExpiredLicenseError(claims.subject, claims.expiresAtSeconds);
  }
}
