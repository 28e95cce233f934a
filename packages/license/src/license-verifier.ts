import { checkNotExpired, checkStarted } from "./claims/check-times.js";
import type { LicenseClaims, VerifiedLicense } from "./claims/license-claims.js";
import { parseClaims } from "./claims/parse-claims.js";
import { InvalidLicenseError, LicenseError } from "./errors.js";
import { assertTokenText } from "./jws/assert-token-text.js";
import { parseCompactJws } from "./jws/compact-jws.js";
import type { KeySet } from "./keys/key-set.js";
import type { VerificationKey } from "./keys/verification-key.js";
import { verifiedTokensMaxDefault } from "./limits.js";
import { tokenDigest } from "./token-digest.js";
import { VerifiedTokenCache } from "./verified-token-cache.js";

/** What a {@link LicenseVerifier} trusts and demands. */
export interface LicenseVerifierOptions {
  readonly keys: KeySet;
  /** The `iss` that every token must carry; default: not checked. */
  readonly issuer?: string | undefined;
  /** What every token's `aud` must contain; default: not checked. */
  readonly audience?: string | undefined;
  /** Asked on every use of a token, cached or not; default: nothing is revoked. Keep it fast. */
  readonly isRevoked?: ((license: VerifiedLicense) => boolean) | undefined;
  /** Verified tokens remembered; default 256. Set it above the number of tokens in use. */
  readonly cacheEntriesMax?: number | undefined;
}

/**
 * Verifies licence tokens: Ed25519 signatures by a key set, after RFC 7519 and RFC 8725.
 *
 * A signature is believed for at most 60 s; times, revocation and the key set are checked on every
 * call. All times have 30 s of leeway.
 *
 * @example
 * ```ts
 * const verifier = new LicenseVerifier({ keys: KeySet.fromJwks(jwks), issuer: "semvec.io" });
 * const { subject, scopes } = verifier.verify(token);
 * if (!scopes.includes("write")) throw new Error("this token only reads");
 * ```
 */
export class LicenseVerifier {
  readonly #issuer: string | undefined;
  readonly #audience: string | undefined;
  readonly #isRevoked: (license: VerifiedLicense) => boolean;
  readonly #cache: VerifiedTokenCache;
  #keys: KeySet;

  constructor(options: LicenseVerifierOptions) {
    this.#keys = options.keys;
    this.#issuer = options.issuer;
    this.#audience = options.audience;
    this.#isRevoked = options.isRevoked ?? (() => false);
    this.#cache = new VerifiedTokenCache(options.cacheEntriesMax ?? verifiedTokensMaxDefault);
  }

  /**
   * Verifies a token, or throws. An expired token is told apart from a bad one only after its
   * signature and every other claim held.
   *
   * @param nowMs Unix milliseconds; default `Date.now()`.
   * @throws InvalidLicenseError with the `reason`
   * @throws ExpiredLicenseError
   */
  verify(token: string, nowMs: number = Date.now()): VerifiedLicense {
    assertTokenText(token);
    const digest = tokenDigest(token);
    try {
      const cached = this.#cache.getFresh(digest, this.#keys, nowMs);
      const license = cached ?? this.#verifySigned(token);
      checkStarted(license, nowMs);
      if (this.#isRevoked(license)) throw new InvalidLicenseError("revoked");
      checkNotExpired(license, nowMs);
      if (!cached) this.#cache.set(digest, { license, keys: this.#keys, verifiedAtMs: nowMs });
      return license;
    } catch (error) {
      // A hook that failed says nothing about the token, which stays known.
      if (error instanceof LicenseError) this.#cache.delete(digest);
      throw error;
    }
  }

  /**
   * Whether this verifier accepted the token before and has not refused it since: cheap, and no
   * proof of anything. A throttle asks it whether a token deserves the cost of a signature check,
   * so that a flood of bad tokens does not lock out good ones.
   */
  has(token: string): boolean {
    return this.#cache.has(tokenDigest(token));
  }

  /** Rotates keys: from the next call on, every token is verified under `keys`. */
  replaceKeys(keys: KeySet): void {
    this.#keys = keys;
  }

  /** Everything that does not depend on the clock: key, signature, claims, issuer, audience. */
  #verifySigned(token: string): VerifiedLicense {
    const jws = parseCompactJws(token);
    const key = this.#keys.find(jws.keyId);
    if (key === undefined) throw new InvalidLicenseError("unknown key");
    if (!key.verifySignature(jws.signature, jws.signingInput)) {
      throw new InvalidLicenseError("bad signature");
    }
    const claims = parseClaims(jws.payload);
    checkPins(claims, key);
    if (this.#issuer !== undefined && claims.issuer !== this.#issuer) {
      throw new InvalidLicenseError("wrong issuer");
    }
    if (this.#audience !== undefined && !claims.audience.includes(this.#audience)) {
      throw new InvalidLicenseError("wrong audience");
    }
    return Object.freeze({ ...claims, keyId: key.keyId });
  }
}

/** A key may be trusted for one issuer or for a family of subjects, and then for no other. */
function checkPins(claims: LicenseClaims, key: VerificationKey): void {
  if (key.issuer !== undefined && claims.issuer !== key.issuer) {
    throw new InvalidLicenseError("wrong issuer", "the key is pinned to another issuer");
  }
  if (key.subjectPrefix !== undefined && !claims.subject.startsWith(key.subjectPrefix)) {
    throw new InvalidLicenseError("wrong issuer", "the key may not sign for this subject");
  }
}
