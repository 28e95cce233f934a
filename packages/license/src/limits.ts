/** Longest token that is looked at, in bytes (a token is ASCII). Checked before anything else. */
export const tokenBytesMax = 4096;

/** Clock difference forgiven between issuer and verifier, applied to `exp`, `nbf` and `iat`. */
export const clockLeewaySeconds = 30;

/**
 * Longest life of a licence, `exp - iat`: a year and five weeks to renew. A token that outlives
 * its key's rotation or its holder's contract is the risk that this bounds.
 */
export const licenseLifetimeSecondsMax = 400 * 86_400;

/** Longest string claim (`sub`, `iss`, `jti`, a product, an audience), in UTF-16 code units. */
export const claimLengthMax = 200;

/** Most keys in a key set: a rotation needs two, a federation of issuers a few dozen. */
export const keySetKeysMax = 64;

/** Verified tokens remembered, unless the verifier is told otherwise. */
export const verifiedTokensMaxDefault = 256;

/** How long a verified signature is believed before it is checked again. */
export const verifiedTokenTtlMs = 60_000;
