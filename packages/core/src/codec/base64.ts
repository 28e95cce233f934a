import { CodecError } from "../errors.js";

/** Bytes in one call of `String.fromCharCode`; more would overflow the argument stack. */
const chunkBytes = 8192;

/** Standard base64 with padding, by what browsers and Node both have. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    binary += String.fromCharCode(...bytes.subarray(at, at + chunkBytes));
  }
  return btoa(binary);
}

/**
 * Reads what {@link toBase64} wrote.
 *
 * @throws CodecError when the text is not base64
 */
export function fromBase64(text: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new CodecError("not base64", { cause });
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
