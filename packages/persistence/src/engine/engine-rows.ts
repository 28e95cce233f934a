/*
 * Rows as an engine stores them: every body is sealed, every checksum computed. An engine neither
 * looks into them nor knows the clock.
 */

export interface OpRow {
  readonly seq: number;
  readonly opId: Uint8Array;
  readonly prevHash: Uint8Array;
  readonly hash: Uint8Array;
  readonly opKind: string;
  readonly engineVersion: number;
  readonly atMs: number;
  readonly body: Uint8Array;
}

export interface IdemRow {
  readonly key: string;
  readonly fingerprint: Uint8Array;
  /** The op that was committed with it; `null` when the request appended nothing. */
  readonly entity: string | null;
  readonly seq: number | null;
  readonly status: number;
  readonly headers: Uint8Array;
  readonly body: Uint8Array;
  readonly checksum: Uint8Array;
  readonly expiresAtMs: number;
}

export interface OutboxRow {
  readonly target: string;
  readonly targetGenesisSeq: number;
  readonly source: string;
  readonly sourceSeq: number;
  readonly sourceIndex: number;
  readonly body: Uint8Array;
  readonly checksum: Uint8Array;
  readonly visibleAtMs: number;
}

export interface ClaimedOutboxRow extends OutboxRow {
  readonly id: number;
  readonly tenant: string;
  /** Deliveries begun, this one included. With `id` it names the claim. */
  readonly attempts: number;
}

export interface CommitSetRow {
  readonly entity: string;
  readonly kind: string;
  readonly op: OpRow;
  readonly genesis: { readonly meta: Uint8Array | null } | null;
  readonly tombstone: boolean;
  readonly idem: IdemRow | null;
  readonly outbox: readonly OutboxRow[];
}

export interface SnapshotRow {
  readonly seq: number;
  readonly chainHash: Uint8Array;
  readonly engineVersion: number;
  readonly atMs: number;
  readonly sha256: Uint8Array;
  readonly body: Uint8Array;
}

export interface HeadRow {
  /** 0, with 32 zero bytes for a hash, when an entity lives that has neither op nor snapshot. */
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly atMs: number;
  readonly kind: string;
  readonly genesisSeq: number;
  readonly createdAtMs: number;
  readonly deletedAtMs: number | null;
  /** Where a log begins whose first ops are no longer kept. */
  readonly anchorSeq: number | null;
  readonly anchorHash: Uint8Array | null;
}

/** The last op that a log no longer keeps. */
export interface AnchorRow {
  readonly seq: number;
  readonly hash: Uint8Array;
}

/** How many rows there are, and how much room they take. */
export interface StatusRow {
  readonly ops: number;
  readonly snapshots: number;
  /** Lines of the directory, of ended entities too. */
  readonly entities: number;
  readonly idempotencyRows: number;
  /** Those of them whose time is over. */
  readonly idempotencyRowsExpired: number;
  readonly outboxRows: number;
  /** The row that was written first, and where it came from; `null` when there is none. */
  readonly oldestOutbox: OutboxOrigin | null;
  readonly bytes: number;
  /** Bytes of each table with its indexes. */
  readonly tableBytes: readonly { readonly table: string; readonly bytes: number }[];
}

/** The op that an outbox row was written with. */
export interface OutboxOrigin {
  readonly tenant: string;
  readonly source: string;
  readonly sourceSeq: number;
  /** Deliveries begun. */
  readonly attempts: number;
}

/** An entity that has a line in the directory. */
export interface LogRow {
  readonly entity: string;
  readonly kind: string;
  readonly deletedAtMs: number | null;
}

/** A reservation in the terms of GCRA: times in µs. */
export interface RateRequest {
  readonly policy: string;
  /** What the reservation adds to the theoretical arrival time. */
  readonly incrementUs: number;
  /** How far that time may run ahead of now. */
  readonly burstUs: number;
  /** Now, for an engine that is alone; one that is shared goes by the clock of the database. */
  readonly nowUs: number;
}

export interface RateRow {
  readonly granted: boolean;
  /** The theoretical arrival time, after the reservation when it was granted. */
  readonly tatUs: number;
  /** The time that the decision was made at. */
  readonly nowUs: number;
}

export interface DirectoryRow {
  readonly entity: string;
  readonly kind: string;
  readonly genesisSeq: number;
  readonly createdAtMs: number;
  readonly deletedAtMs: number | null;
  readonly meta: Uint8Array | null;
}

export type CommitSetResult =
  | { readonly outcome: "won" }
  | { readonly outcome: "lost"; readonly entity: string }
  | { readonly outcome: "replayed"; readonly idem: IdemRow };

export type SaveIdemResult =
  | { readonly outcome: "saved" }
  | { readonly outcome: "replayed"; readonly idem: IdemRow };

export interface DirectoryRequest {
  readonly kind: string;
  readonly limit: number;
  readonly after: { readonly createdAtMs: number; readonly entity: string } | null;
  readonly includeDeleted: boolean;
}
