import {
  type LicenseScope,
  type LicenseTier,
  type LicenseVerifier,
  licenseScopes,
} from "@semvec/license";

/** Who makes a request. */
export interface Caller {
  /** Owner of everything the request touches; reserved names cannot be a licence's subject. */
  readonly tenant: string;
  readonly tier: LicenseTier;
  readonly scopes: readonly LicenseScope[];
  /** When the licence ends, in Unix milliseconds. Absent: never. */
  readonly expiresAtMs?: number;
  /** Whether the licence holds at a later time: it may be revoked, or its key withdrawn. */
  readonly isValidAt: (nowMs: number) => boolean;
}

/** Whoever sends no token to a server in anonymous mode. */
export const anonymousCaller: Caller = {
  tenant: "anon",
  tier: "pro",
  scopes: licenseScopes,
  isValidAt: () => true,
};

/**
 * The caller behind a licence token.
 *
 * @throws what the verifier throws
 */
export function licensedCaller(verifier: LicenseVerifier, token: string, nowMs: number): Caller {
  const { subject, tier, scopes, expiresAtSeconds } = verifier.verify(token, nowMs);
  return {
    tenant: `sub:${subject}`,
    tier,
    scopes,
    expiresAtMs: expiresAtSeconds * 1000,
    isValidAt(laterMs) {
      try {
        verifier.verify(token, laterMs);
        return true;
      } catch {
        return false;
      }
    },
  };
}
