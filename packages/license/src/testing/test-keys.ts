import { createHash } from "node:crypto";
import { encodeBase64url } from "../jws/base64url.js";
import type { PrivateJwk } from "../keys/jwk.js";
import { type LicenseKeyPair, loadKeyPair } from "../keys/key-pair.js";
import { nodeEd25519 } from "../keys/node-ed25519.js";

/** The test clock: a whole second, far from any real deadline. */
export const nowSeconds = 1_800_000_000;
export const nowMs = nowSeconds * 1000;

export function sha512(message: Uint8Array): Uint8Array {
  return createHash("sha512").update(message).digest();
}

/** A seed that is the same on every run. */
export function seedOf(name: string): Uint8Array {
  return sha512(new TextEncoder().encode(name)).subarray(0, 32);
}

export function privateJwkOf(kid: string): PrivateJwk {
  const seed = seedOf(kid);
  const x = encodeBase64url(nodeEd25519.derivePublicKey(seed));
  return { kty: "OKP", crv: "Ed25519", kid, x, d: encodeBase64url(seed) };
}

/** A pair named `kid`, derived from that name. */
export function keyPairOf(kid: string): LicenseKeyPair {
  return loadKeyPair(privateJwkOf(kid));
}
