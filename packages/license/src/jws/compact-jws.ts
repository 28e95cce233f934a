import { InvalidLicenseError } from "../errors.js";
import { assertTokenText } from "./assert-token-text.js";
import { decodeBase64url } from "./base64url.js";
import { isKeyId } from "./key-id.js";
import { parseJsonObject } from "./parse-json-object.js";

/** A compact JWS taken apart (RFC 7515 §7.1). Nothing in it is verified. */
export interface CompactJws {
  /** The `kid` header, or `undefined` where the token names no key. */
  readonly keyId: string | undefined;
  /** The bytes that the signature covers: header, dot and payload as they were sent. */
  readonly signingInput: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Headers that bring a key, change what is signed, or announce a token inside the token. */
const refusedHeaders = ["b64", "crit", "cty", "jku", "jwk", "x5c", "x5u"];

const utf8 = new TextEncoder();

/**
 * Takes a compact JWS apart, after RFC 8725: the algorithm is `EdDSA` and never the token's
 * choice, and every part has its one canonical spelling.
 *
 * @throws InvalidLicenseError `malformed`
 */
export function parseCompactJws(token: string): CompactJws {
  assertTokenText(token);
  const parts = token.split(".");
  const [header, payload, signature] = parts.map(decodeBase64url);
  if (parts.length !== 3 || !header?.length || !payload?.length || !signature?.length) {
    throw malformed("not three dot-separated parts of canonical base64url");
  }
  return {
    keyId: readHeader(header),
    signingInput: utf8.encode(token.slice(0, token.lastIndexOf("."))),
    payload,
    signature,
  };
}

function readHeader(bytes: Uint8Array): string | undefined {
  const header = parseJsonObject(bytes);
  if (header === undefined) throw malformed("the header is no JSON object, or repeats a member");
  if (header.get("alg") !== "EdDSA") throw malformed("`alg` must be EdDSA");
  const refused = refusedHeaders.find((name) => header.has(name));
  if (refused !== undefined) throw malformed(`the header \`${refused}\` is not accepted`);
  const keyId = header.get("kid");
  if (keyId !== undefined && !isKeyId(keyId)) {
    throw malformed("`kid` must be 1 to 64 letters, digits, - or _");
  }
  return keyId;
}

function malformed(detail: string): InvalidLicenseError {
  return new InvalidLicenseError("malformed", detail);
}
