/** Tiers of a licence, lowest first. */
export const licenseTiers = Object.freeze(["community", "pro", "enterprise"] as const);

/** What a licence was bought as; it decides rates, never access to data. */
export type LicenseTier = (typeof licenseTiers)[number];

/** Scopes that a licence may be narrowed to. */
export const licenseScopes = Object.freeze(["read", "write", "control", "admin"] as const);

/** What a token may do. A token without the `scope` claim has all of them. */
export type LicenseScope = (typeof licenseScopes)[number];

/** The claims of a licence token, checked for shape and normalised. */
export interface LicenseClaims {
  /** `sub`: who owns everything that is made with this token. NFC, 1–200 UTF-16 units. */
  readonly subject: string;
  readonly tier: LicenseTier;
  readonly products: readonly string[];
  /** All four where the token has no `scope` claim; names that are not scopes are left out. */
  readonly scopes: readonly LicenseScope[];
  /** `iat`, in Unix seconds. */
  readonly issuedAtSeconds: number;
  /** `exp`, in Unix seconds: the first second at which the licence is over. */
  readonly expiresAtSeconds: number;
  /** `nbf`, in Unix seconds. */
  readonly notBeforeSeconds: number | undefined;
  /** `jti`. */
  readonly tokenId: string | undefined;
  /** `iss`. */
  readonly issuer: string | undefined;
  /** `aud`; empty where the token has none. */
  readonly audience: readonly string[];
}

/** Claims whose signature, times and issuer held when the token was verified. */
export interface VerifiedLicense extends LicenseClaims {
  /** Id of the key that signed the token. */
  readonly keyId: string;
}
