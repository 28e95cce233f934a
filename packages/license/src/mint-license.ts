import type { LicenseScope, LicenseTier } from "./claims/license-claims.js";
import { parseClaims } from "./claims/parse-claims.js";
import { encodeBase64url } from "./jws/base64url.js";
import { parseCompactJws } from "./jws/compact-jws.js";
import type { SigningKey } from "./keys/signing-key.js";

/** What {@link mintLicense} puts into a token. */
export interface MintLicenseOptions {
  /** `sub`: the owner of everything made with the token. NFC, 1–200 UTF-16 units. */
  readonly subject: string;
  readonly tier: LicenseTier;
  /** Life from `nowMs`, whole seconds, at most 400 days. Negative makes an expired token. */
  readonly ttlSeconds: number;
  /** Default: none. */
  readonly products?: readonly string[] | undefined;
  /** Default: no `scope` claim, which stands for all scopes. An empty list grants nothing. */
  readonly scopes?: readonly LicenseScope[] | undefined;
  readonly issuer?: string | undefined;
  readonly audience?: string | readonly string[] | undefined;
  /** `jti`, by which one token can be revoked. */
  readonly tokenId?: string | undefined;
  /** `nbf`, in Unix seconds; default: valid at once. */
  readonly notBeforeSeconds?: number | undefined;
  /** The time of issue, in Unix milliseconds; default `Date.now()`. */
  readonly nowMs?: number | undefined;
}

/**
 * Mints a licence token: a compact JWS, `alg` EdDSA, with the key's `kid`.
 *
 * The token is read back by the verifier's own code before it is answered, so nothing is minted
 * that every verifier would refuse.
 *
 * @throws InvalidLicenseError with the reason a verifier would give, when an option breaks a rule.
 *
 * @example
 * ```ts
 * const token = mintLicense(
 *   { subject: "ci", tier: "community", ttlSeconds: 900, scopes: ["read"] },
 *   signingKey,
 * );
 * ```
 */
export function mintLicense(options: MintLicenseOptions, signingKey: SigningKey): string {
  const issuedAtSeconds = Math.floor((options.nowMs ?? Date.now()) / 1000);
  const header = { alg: "EdDSA", typ: "JWT", kid: signingKey.keyId };
  const claims = {
    sub: options.subject,
    tier: options.tier,
    products: options.products ?? [],
    iat: issuedAtSeconds,
    exp: issuedAtSeconds + options.ttlSeconds,
    nbf: options.notBeforeSeconds,
    jti: options.tokenId,
    iss: options.issuer,
    aud: options.audience,
    scope: options.scopes?.join(" "),
  };
  const signingInput = `${encodeJson(header)}.${encodeJson(claims)}`;
  const signature = signingKey.sign(new TextEncoder().encode(signingInput));
  const token = `${signingInput}.${encodeBase64url(signature)}`;
  parseClaims(parseCompactJws(token).payload);
  return token;
}

function encodeJson(value: object): string {
  return encodeBase64url(new TextEncoder().encode(JSON.stringify(value)));
}
