import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { encodeCbor } from "../codec/encode-cbor.js";
import type { LogPosition } from "../machine/machine.js";

const hashBytes = 16;

/**
 * Names a memory by where it came from: 32 hexadecimal digits of SHA-256 over entity, seq and
 * index in the op. The same after a restart, and silent about the text. An imported session may
 * hold memories of a log that ran elsewhere under the same id; their names are passed over.
 */
export function memoryHash(
  position: LogPosition,
  index: number,
  isTaken: (hash: string) => boolean,
): string {
  for (let attempt = 0; ; attempt++) {
    const bytes = encodeCbor([position.entity, position.seq, index, attempt]);
    const hash = bytesToHex(sha256(bytes).subarray(0, hashBytes));
    if (!isTaken(hash)) return hash;
  }
}
