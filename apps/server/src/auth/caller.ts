import { type LicenseScope, type LicenseTier, licenseScopes } from "@semvec/license";

/** Who makes a request. */
export interface Caller {
  /** Owner of everything the request touches; reserved names cannot be a licence's subject. */
  readonly tenant: string;
  readonly tier: LicenseTier;
  readonly scopes: readonly LicenseScope[];
}

/** Whoever sends no token to a server in anonymous mode. */
export const anonymousCaller: Caller = { tenant: "anon", tier: "pro", scopes: licenseScopes };

/** The caller behind a verified licence. */
export function licensedCaller(license: {
  readonly subject: string;
  readonly tier: LicenseTier;
  readonly scopes: readonly LicenseScope[];
}): Caller {
  const { subject, tier, scopes } = license;
  return { tenant: `sub:${subject}`, tier, scopes };
}
