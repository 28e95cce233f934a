import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { encodeCbor } from "../codec/encode-cbor.js";
import type { LogPosition } from "../machine/machine.js";

const hashBytes = 16;

/**
 * Names a memory by where it came from: 32 hexadecimal digits of SHA-256 over entity, seq and
 * index in the op. Unique, the same after a restart, and silent about the text.
 */
export function memoryHash(position: LogPosition, index: number): string {
  const bytes = encodeCbor([position.entity, position.seq, index]);
  return bytesToHex(sha256(bytes).subarray(0, hashBytes));
}
