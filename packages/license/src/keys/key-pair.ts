import { randomBytes } from "node:crypto";
import { InvalidKeyError } from "../errors.js";
import { encodeBase64url } from "../jws/base64url.js";
import { keyBytes } from "./ed25519.js";
import type { PrivateJwk, PublicJwk } from "./jwk.js";
import { nodeEd25519 } from "./node-ed25519.js";
import { parsePrivateJwk } from "./parse-jwk.js";
import type { SigningKey } from "./signing-key.js";
import { thumbprint } from "./thumbprint.js";

/** A licence key pair: what signs, what is published, and what is stored. */
export interface LicenseKeyPair {
  readonly signingKey: SigningKey;
  /** For the JWKS of whoever verifies. */
  readonly publicJwk: PublicJwk;
  /** A secret, for {@link loadKeyPair} later. */
  readonly privateJwk: PrivateJwk;
}

const selfTestMessage = new TextEncoder().encode("semvec licence key self-test");

/**
 * Makes a new Ed25519 key pair.
 *
 * @param options.keyId The `kid`; default the RFC 7638 thumbprint of the public key.
 * @throws InvalidKeyError if `keyId` is not 1 to 64 letters, digits, `-` or `_`.
 *
 * @example
 * ```ts
 * const { signingKey, publicJwk } = generateKeyPair();
 * const token = mintLicense({ subject: "acme", tier: "pro", ttlSeconds: 3600 }, signingKey);
 * const verifier = new LicenseVerifier({ keys: KeySet.fromJwks({ keys: [publicJwk] }) });
 * ```
 */
export function generateKeyPair(options: { readonly keyId?: string } = {}): LicenseKeyPair {
  const seed = randomBytes(keyBytes);
  const x = encodeBase64url(nodeEd25519.derivePublicKey(seed));
  const kid = options.keyId ?? thumbprint(x);
  return loadKeyPair({ kty: "OKP", crv: "Ed25519", x, d: encodeBase64url(seed), kid });
}

/**
 * Loads a stored private key and proves it: the public half belongs to the seed, is admitted, and
 * verifies what the seed signs.
 *
 * @throws InvalidKeyError
 */
export function loadKeyPair(jwk: PrivateJwk): LicenseKeyPair {
  const { keyId, publicKey, seed, issuer, subjectPrefix } = parsePrivateJwk(jwk);
  const sign = (message: Uint8Array) => nodeEd25519.sign(message, seed);
  // One check for both: a signature verifies only under the public key of its own seed.
  if (!nodeEd25519.verifierOf(publicKey)(sign(selfTestMessage), selfTestMessage)) {
    throw new InvalidKeyError(
      "`x` is not the public key of `d`: restore the file or make a new pair",
    );
  }
  const publicJwk: PublicJwk = {
    kty: "OKP",
    crv: "Ed25519",
    x: encodeBase64url(publicKey),
    kid: keyId,
    alg: "EdDSA",
    use: "sig",
    ...(issuer !== undefined && { iss: issuer }),
    ...(subjectPrefix !== undefined && { sub_prefix: subjectPrefix }),
  };
  return {
    signingKey: { keyId, sign },
    publicJwk,
    privateJwk: { ...publicJwk, d: encodeBase64url(seed) },
  };
}
