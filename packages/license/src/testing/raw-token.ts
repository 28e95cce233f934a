import { encodeBase64url } from "../jws/base64url.js";
import { nodeEd25519 } from "../keys/node-ed25519.js";
import { nowSeconds, seedOf } from "./test-keys.js";

/** A part of a token: an object becomes JSON, a string is taken as it is, bytes too. */
export type RawPart = object | string | Uint8Array;

export const validHeader = { alg: "EdDSA", typ: "JWT", kid: "k1" };

export const validClaims = {
  sub: "acme",
  tier: "pro",
  products: ["semvec"],
  iat: nowSeconds - 60,
  exp: nowSeconds + 3600,
};

/** Header and payload as the signature covers them, with no rule checked. */
export function rawSigningInput(header: RawPart, payload: RawPart): string {
  return `${encodeBase64url(bytesOf(header))}.${encodeBase64url(bytesOf(payload))}`;
}

/** A correctly signed token of any header and payload, good or bad. */
export function rawToken(header: RawPart, payload: RawPart, seed = seedOf("k1")): string {
  const signingInput = rawSigningInput(header, payload);
  return withSignature(signingInput, nodeEd25519.sign(bytesOf(signingInput), seed));
}

export function withSignature(signingInput: string, signature: Uint8Array): string {
  return `${signingInput}.${encodeBase64url(signature)}`;
}

export function bytesOf(part: RawPart): Uint8Array {
  if (part instanceof Uint8Array) return part;
  return new TextEncoder().encode(typeof part === "string" ? part : JSON.stringify(part));
}
