/** The end of an entity's log, and its line in the directory. */
export interface EntityHead {
  /** 0 when the directory says that the entity lives but its whole log is lost: damage. */
  readonly seq: number;
  /** Hash of the last op, 32 bytes; zero bytes when there is none. Not checked against the op. */
  readonly hash: Uint8Array;
  /** Time of the last op, in ms since the Unix epoch; of the creation when there is none. */
  readonly atMs: number;
  readonly kind: string;
  /** `seq` of the op that began the current (or last) incarnation. */
  readonly genesisSeq: number;
  readonly createdAtMs: number;
  /** Present when the last op is a tombstone. */
  readonly deletedAtMs?: number;
  /** Present when the log was compacted or erased: the last op that is gone. */
  readonly anchor?: LogAnchor;
}

/** The last op that a log no longer keeps; the first one that it keeps has this hash before it. */
export interface LogAnchor {
  readonly seq: number;
  readonly hash: Uint8Array;
}

/** One op as it was committed; its hash has been checked. */
export interface StoredOp {
  readonly entity: string;
  readonly seq: number;
  readonly opId: Uint8Array;
  readonly prevHash: Uint8Array;
  readonly hash: Uint8Array;
  readonly opKind: string;
  readonly engineVersion: number;
  readonly atMs: number;
  readonly body: Uint8Array;
}

/** A state at a place in the log; its checksum has been checked. */
export interface Snapshot {
  readonly entity: string;
  /** `seq` of the last op that the state holds. */
  readonly seq: number;
  /** Hash of that op. */
  readonly chainHash: Uint8Array;
  readonly engineVersion: number;
  /** Time of that op, in ms since the Unix epoch. */
  readonly atMs: number;
  readonly body: Uint8Array;
}

/** A line of the directory. */
export interface DirectoryEntry {
  readonly entity: string;
  readonly kind: string;
  readonly genesisSeq: number;
  readonly createdAtMs: number;
  readonly deletedAtMs?: number;
  /** What the genesis op said of the entity; absent when it said nothing, or `damaged` is set. */
  readonly meta?: Uint8Array;
  /** Present when the stored description is damaged. The entity itself may well be sound. */
  readonly damaged?: true;
}

/** A log of a tenant, whatever its entity is. */
export interface LogEntry {
  readonly entity: string;
  readonly kind: string;
  /** True when its last op is a tombstone. */
  readonly ended: boolean;
}

/** Which part of {@link Store.listTenants}, {@link Store.listRecordTenants} or {@link TenantStore.listLogs} to read. */
export interface PageRequest {
  /** Last one of the page before; the next page starts after it. */
  readonly after?: string;
  /** From 1 to `pageSizeMax`, the default. */
  readonly limit?: number;
}

/** Which part of the directory to read. */
export interface DirectoryQuery {
  readonly kind: string;
  /** From 1 to `pageSizeMax`. */
  readonly limit: number;
  /** Last entry of the page before; the next page starts after it. */
  readonly after?: { readonly createdAtMs: number; readonly entity: string };
  /** Default: only entities that live. */
  readonly includeDeleted?: boolean;
}
