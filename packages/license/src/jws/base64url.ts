/**
 * Encodes bytes as base64url without padding (RFC 4648 §5), the alphabet of every JWS part.
 *
 * Written on `btoa` and not on `Buffer`, so that minting also runs where there is no Node.
 */
export function encodeBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return toUrlAlphabet(btoa(binary));
}

/**
 * Decodes base64url, or answers `undefined` unless `text` is the one canonical spelling.
 *
 * Lenient decoders ignore padding, white space and the spare bits of the last character, so that
 * one token has several spellings and slips past a cache or a deny list keyed by its text.
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const binary = decodeLeniently(text);
  if (binary === undefined || toUrlAlphabet(btoa(binary)) !== text) return undefined;
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

function decodeLeniently(text: string): string | undefined {
  try {
    return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return undefined;
  }
}

function toUrlAlphabet(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
