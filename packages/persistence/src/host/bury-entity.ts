import { InvalidCommitError } from "../errors.js";
import type { TenantStore } from "../store/store.js";
import { type RowSource, rowOfOp } from "./row-of-op.js";

/**
 * Appends a tombstone where a log ends, without opening an op: what is damaged stays damaged, and
 * nothing reads it again. The hash of the last op is taken as it is stored, right or wrong.
 *
 * @returns false when another writer was faster; nothing was written
 * @throws InvalidCommitError when the entity does not live
 */
export async function buryEntity<Op>(
  store: TenantStore,
  source: RowSource<Op>,
  entity: string,
  tombstone: Op,
): Promise<boolean> {
  const head = await store.head(entity);
  if (head === undefined || head.deletedAtMs !== undefined) {
    throw new InvalidCommitError(`${JSON.stringify(entity)} does not live: nothing to bury`);
  }
  const { seq, hash, atMs } = head;
  // A damaged time may be no time at all; then only the clock is left to go by.
  const lastAtMs = Number.isSafeInteger(atMs) ? atMs : 0;
  const { outcome } = await store.commit([
    rowOfOp(source, { entity, seq, hash, lastAtMs }, tombstone),
  ]);
  return outcome === "won";
}
