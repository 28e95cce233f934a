export {
  type LicenseClaims,
  type LicenseScope,
  type LicenseTier,
  licenseScopes,
  licenseTiers,
  type VerifiedLicense,
} from "./claims/license-claims.js";
export {
  ExpiredLicenseError,
  InvalidKeyError,
  InvalidLicenseError,
  type InvalidLicenseReason,
  LicenseError,
  type LicenseErrorCode,
} from "./errors.js";
export { inspectLicense, type UnverifiedLicense } from "./inspect-license.js";
export type { Ed25519, VerifySignature } from "./keys/ed25519.js";
export type { PrivateJwk, PublicJwk, PublicJwks } from "./keys/jwk.js";
export { generateKeyPair, type LicenseKeyPair, loadKeyPair } from "./keys/key-pair.js";
export { KeySet } from "./keys/key-set.js";
export { nobleEd25519 } from "./keys/noble-ed25519.js";
export { nodeEd25519 } from "./keys/node-ed25519.js";
export type { SigningKey } from "./keys/signing-key.js";
export { LicenseVerifier, type LicenseVerifierOptions } from "./license-verifier.js";
export {
  claimLengthMax,
  clockLeewaySeconds,
  keySetKeysMax,
  licenseLifetimeSecondsMax,
  tokenBytesMax,
  verifiedTokensMaxDefault,
  verifiedTokenTtlMs,
} from "./limits.js";
export { type MintLicenseOptions, mintLicense } from "./mint-license.js";
