import { type Ed25519, keyBytes, signatureBytes, type VerifySignature } from "./ed25519.js";
import type { ParsedJwk } from "./parse-jwk.js";
import { isSmallOrder } from "./small-order-points.js";

/** An admitted public key, ready to verify, with what it may sign for. */
export interface VerificationKey extends ParsedJwk {
  readonly verifySignature: VerifySignature;
}

/**
 * Prepares an admitted key. Signatures whose `R` is of small order are refused before the
 * mathematics: with `R` the identity, `S` gives the private key away, so no honest signer makes
 * one.
 */
export function createVerificationKey(jwk: ParsedJwk, ed25519: Ed25519): VerificationKey {
  const verify = ed25519.verifierOf(jwk.publicKey);
  return Object.freeze({
    ...jwk,
    verifySignature: (signature: Uint8Array, message: Uint8Array) =>
      signature.length === signatureBytes &&
      !isSmallOrder(signature.subarray(0, keyBytes)) &&
      verify(signature, message),
  });
}
