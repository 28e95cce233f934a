import { createHash } from "node:crypto";
import { hashFields } from "../codec/hash-fields.js";

/** Length of every hash in the log. */
export const hashBytes = 32;

/** What stands before the first op of an entity: 32 zero bytes. */
export function genesisHash(): Uint8Array {
  return new Uint8Array(hashBytes);
}

/** What an op's hash covers. */
export interface ChainedOp {
  readonly seq: number;
  readonly opId: Uint8Array;
  readonly prevHash: Uint8Array;
  readonly opKind: string;
  readonly engineVersion: number;
  readonly atMs: number;
}

/**
 * Hash of an op: it covers every column of its row and, through `prevHash`, every op before it,
 * so that a changed, moved, missing or foreign row shows. The body is hashed as it is stored
 * (compressed, and encrypted when it is), so that a hash tells nothing about a short text.
 */
export function opHash(
  tenant: string,
  entity: string,
  op: ChainedOp,
  stored: Uint8Array,
): Uint8Array {
  const bodyHash = createHash("sha256").update(stored).digest();
  return hashFields("semvec.op.v1", [
    tenant,
    entity,
    op.seq,
    op.opId,
    op.prevHash,
    op.opKind,
    op.engineVersion,
    op.atMs,
    bodyHash,
  ]);
}

/** True when two byte strings are equal. For hashes and ids, not for secrets: it may stop early. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, index) => byte === b[index]);
}
