import type { ClaimedOutboxRow, IdemRow, OpRow, SnapshotRow } from "../engine/engine-rows.js";

/** What is kept of one entity: its line in the directory, its log, its snapshots. */
export interface EntityRows {
  /** `undefined` before the first genesis. */
  directory:
    | {
        kind: string;
        genesisSeq: number;
        createdAtMs: number;
        deletedAtMs: number | null;
        meta: Uint8Array | null;
      }
    | undefined;
  /** The op of `seq` stands at `seq - 1`. */
  readonly ops: OpRow[];
  /** Ascending by `seq`. */
  snapshots: SnapshotRow[];
}

/** A row of the outbox, as it is kept. */
export type KeptOutboxRow = { -readonly [K in keyof ClaimedOutboxRow]: ClaimedOutboxRow[K] };

/** The rows of one tenant. */
export interface TenantRows {
  readonly entities: Map<string, EntityRows>;
  readonly idem: Map<string, IdemRow>;
  /** Theoretical arrival times by policy, in µs. */
  readonly rates: Map<string, number>;
}
