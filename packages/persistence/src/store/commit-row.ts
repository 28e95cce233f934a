/** An event for another entity, written with the op that caused it. */
export interface OutboxMessage {
  /** Id of the entity that receives it, in the same tenant. */
  readonly target: string;
  /**
   * `genesisSeq` of the target when the message was made. The receiver drops the message when the
   * target has been deleted and made again since.
   */
  readonly targetGenesisSeq: number;
  /** What is delivered; opaque here. */
  readonly body: Uint8Array;
  /** Not delivered before this time, in ms since the Unix epoch. Default: at once. */
  readonly visibleAtMs?: number;
}

/** The answer of a request with an idempotency key, kept so that a retry gets the same one. */
export interface IdempotentRecord {
  /** The client's key, unique within the tenant. */
  readonly key: string;
  /** Hash of the request; another request under the same key is an error of the client. */
  readonly fingerprint: Uint8Array;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Headers to send again. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body of the answer, at most `idempotentBodyBytesMax` bytes. */
  readonly body: Uint8Array;
  /** From this time on the key is free again, in ms since the Unix epoch. */
  readonly expiresAtMs: number;
}

/** One op to append, and what is written with it. */
export interface CommitRow {
  readonly entity: string;
  /** Kind of the entity, for the directory, e.g. `session`. */
  readonly kind: string;
  /** `seq` of the entity's last op, 0 when it has none; the new op takes the next. */
  readonly expectedSeq: number;
  /** Hash of the entity's last op; 32 zero bytes when it has none ({@link genesisHash}). */
  readonly prevHash: Uint8Array;
  /** 16 random bytes that name this op, the same in every attempt to commit it. */
  readonly opId: Uint8Array;
  readonly opKind: string;
  readonly engineVersion: number;
  /** Time of the op, in ms since the Unix epoch. */
  readonly atMs: number;
  readonly body: Uint8Array;
  /** Present on the op that begins an entity: its first, and the first after a tombstone. */
  readonly genesis?: {
    /** What the directory shows of the entity; opaque here. */
    readonly meta?: Uint8Array;
  };
  /** True on the op that ends an entity. */
  readonly tombstone?: boolean;
  readonly idem?: IdempotentRecord;
  readonly outbox?: readonly OutboxMessage[];
}

/** Where an entity's log ends after a commit. */
export interface CommittedRow {
  readonly entity: string;
  readonly seq: number;
  /** 32 bytes; `prevHash` of the entity's next op. */
  readonly hash: Uint8Array;
}

/**
 * What became of a commit set. `lost`: another op stands in that place, or the expected
 * predecessor does not; nothing was written. `replayed`: the idempotency key had been used;
 * nothing was written. Compare `idem.fingerprint` before sending the stored answer.
 */
export type CommitResult =
  | { readonly outcome: "won"; readonly rows: readonly CommittedRow[] }
  | { readonly outcome: "lost"; readonly entity: string }
  | { readonly outcome: "replayed"; readonly idem: IdempotentRecord };

/** What became of an answer that was to be kept without an op. */
export type SaveIdempotentResult =
  | { readonly outcome: "saved" }
  | { readonly outcome: "replayed"; readonly idem: IdempotentRecord };
