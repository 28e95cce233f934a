import { getPublicKey, hashes, Point, sign, verify } from "@noble/ed25519";
import { type Ed25519, keyBytes, signatureBytes } from "./ed25519.js";

/**
 * Ed25519 in plain JavaScript (`@noble/ed25519`), for runtimes without `node:crypto`.
 *
 * @param sha512 SHA-512, for example from `@noble/hashes`. It becomes `@noble/ed25519`'s own, for
 * the whole program.
 *
 * @example
 * ```ts
 * import { sha512 } from "@noble/hashes/sha2.js";
 *
 * const ed25519 = nobleEd25519(sha512);
 * const signingKey = { keyId: "edge-1", sign: (message) => ed25519.sign(message, seed) };
 * const token = mintLicense({ subject: "acme", tier: "pro", ttlSeconds: 3600 }, signingKey);
 * ```
 */
export function nobleEd25519(sha512: (message: Uint8Array) => Uint8Array): Ed25519 {
  hashes.sha512 = (message) => new Uint8Array(sha512(message));
  return {
    derivePublicKey: (seed) => getPublicKey(seed),
    sign: (message, seed) => sign(message, seed),
    verifierOf: (publicKey) => (signature, message) =>
      signature.length === signatureBytes &&
      isTorsionFree(signature.subarray(0, keyBytes)) &&
      verify(signature, message, publicKey, { zip215: false }),
  };
}

/**
 * noble checks RFC 8032's equation times the cofactor, OpenSSL the equation itself. They differ
 * only on an `R` with a component of small order, which no honest signer makes.
 */
function isTorsionFree(encodedPoint: Uint8Array): boolean {
  try {
    return Point.fromBytes(encodedPoint).isTorsionFree();
  } catch {
    return false;
  }
}
