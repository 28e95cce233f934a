import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { encodeCbor } from "./encode-cbor.js";

/** SHA-256 of the bytes as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** SHA-256 of a value's canonical encoding: the same for equal values, whatever their key order. */
export function checksumOf(value: unknown): string {
  return sha256Hex(encodeCbor(value));
}
