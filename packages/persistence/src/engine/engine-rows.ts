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
