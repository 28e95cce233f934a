import { isClaimText } from "../claims/claim-text.js";
import { InvalidKeyError } from "../errors.js";
import { decodeBase64url } from "../jws/base64url.js";
import { isKeyId } from "../jws/key-id.js";
import { ownProperties } from "../jws/own-properties.js";
import { admitPublicKey } from "./admit-public-key.js";
import { keyBytes } from "./ed25519.js";
import { thumbprint } from "./thumbprint.js";

/** What a JWK says about an admitted public key. */
export interface ParsedJwk {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  /** The `iss` that tokens under this key must carry. */
  readonly issuer: string | undefined;
  /** What the `sub` of tokens under this key must begin with. */
  readonly subjectPrefix: string | undefined;
}

type Members = ReadonlyMap<string, unknown>;

/**
 * Reads one entry of a public key set and admits its key.
 *
 * @throws InvalidKeyError for another kind of key, a key that `admitPublicKey` refuses, and any
 * private key: one that reached a public document must be replaced, not loaded.
 */
export function parsePublicJwk(jwk: unknown): ParsedJwk {
  const members = ownProperties(jwk);
  if (members?.has("d")) {
    throw new InvalidKeyError(
      "it holds a private key (`d`) in a public set: consider that key leaked and generate another",
    );
  }
  return parseMembers(members);
}

/**
 * Reads a private JWK: the seed, and the public half that it claims to have.
 *
 * @throws InvalidKeyError
 */
export function parsePrivateJwk(jwk: unknown): ParsedJwk & { readonly seed: Uint8Array } {
  const members = ownProperties(jwk);
  const parsed = parseMembers(members);
  return { ...parsed, seed: keyMaterial(members, "d") };
}

function parseMembers(members: Members | undefined): ParsedJwk {
  if (members?.get("kty") !== "OKP" || members.get("crv") !== "Ed25519") {
    throw new InvalidKeyError("it is no Ed25519 JWK (`kty` OKP, `crv` Ed25519)");
  }
  checkPurpose(members);
  const publicKey = keyMaterial(members, "x");
  admitPublicKey(publicKey);
  const keyId = members.get("kid") ?? thumbprint(String(members.get("x")));
  if (!isKeyId(keyId)) throw new InvalidKeyError("`kid` must be 1 to 64 letters, digits, - or _");
  return {
    keyId,
    publicKey,
    issuer: pin(members, "iss"),
    subjectPrefix: pin(members, "sub_prefix"),
  };
}

/** A key that its owner reserved for something else must not verify licences (RFC 7517 §4). */
function checkPurpose(members: Members): void {
  const algorithm = members.get("alg") ?? "EdDSA";
  const use = members.get("use") ?? "sig";
  const operations = members.get("key_ops") ?? ["verify"];
  const signs =
    Array.isArray(operations) && operations.some((name) => name === "sign" || name === "verify");
  if (algorithm !== "EdDSA" || use !== "sig" || !signs) {
    throw new InvalidKeyError(
      "its `alg`, `use` or `key_ops` say that it is not for EdDSA signatures",
    );
  }
}

function keyMaterial(members: Members | undefined, name: "d" | "x"): Uint8Array {
  const text = members?.get(name);
  const bytes = typeof text === "string" ? decodeBase64url(text) : undefined;
  if (bytes?.length !== keyBytes) {
    throw new InvalidKeyError(`\`${name}\` must be ${keyBytes} bytes in canonical base64url`);
  }
  return bytes;
}

function pin(members: Members, name: "iss" | "sub_prefix"): string | undefined {
  const value = members.get(name);
  if (value !== undefined && !isClaimText(value)) {
    throw new InvalidKeyError(`the pin \`${name}\` must be text that the claim itself could hold`);
  }
  return value;
}
