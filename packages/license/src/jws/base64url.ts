const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Sextets by character code. Codes that stand for none hold 64, and those past ASCII nothing. */
const sextetOf = new Uint8Array(128).fill(64);
for (const [sextet, character] of [...alphabet].entries()) {
  sextetOf[character.charCodeAt(0)] = sextet;
}

/** Encodes bytes as base64url without padding (RFC 4648 §5), the alphabet of every JWS part. */
export function encodeBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Decodes base64url, or answers `undefined` unless `text` is the one canonical spelling.
 *
 * Lenient decoders, Node's among them, ignore padding, white space and the spare bits of the last
 * character: one token then has several spellings, and slips past a cache or a deny list that is
 * keyed by its text.
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let pending = 0;
  let pendingBits = 0;
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const sextet = sextetOf[text.charCodeAt(index)];
    if (sextet === undefined || sextet === 64) return undefined;
    pending = (pending << 6) | sextet;
    pendingBits += 6;
    if (pendingBits < 8) continue;
    pendingBits -= 8;
    bytes[length] = pending >> pendingBits;
    pending &= (1 << pendingBits) - 1;
    length += 1;
  }
  // Six bits left over are a character too many; other bits left over must be zero.
  return pendingBits < 6 && pending === 0 ? bytes : undefined;
}
