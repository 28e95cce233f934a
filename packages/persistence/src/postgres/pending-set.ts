import type { CommitSetRow } from "../engine/engine-rows.js";

/** A commit set on its way into the log. */
export interface PendingSet {
  readonly tenant: string;
  readonly rows: readonly CommitSetRow[];
  readonly nowMs: number;
}

/** A set's row, and the set it is of. */
export interface PendingRow {
  readonly set: PendingSet;
  readonly row: CommitSetRow;
}

/**
 * What became of a set in one transaction. `used`: its idempotency key had been used. `again`: it
 * was not written, and what stood in its way shows only to a transaction of its own.
 */
export type SetVerdict =
  | { readonly outcome: "won" }
  | { readonly outcome: "lost"; readonly entity: string }
  | { readonly outcome: "used" }
  | { readonly outcome: "again" };

export function rowsOf(sets: readonly PendingSet[]): PendingRow[] {
  return sets.flatMap((set) => set.rows.map((row) => ({ set, row })));
}

/** The set's idempotency key; it has at most one. */
export function keyOf({ rows }: PendingSet): string | undefined {
  return rows.find(({ idem }) => idem !== null)?.idem?.key;
}
