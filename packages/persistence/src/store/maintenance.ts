import type { Machine } from "@semvec/core";
import type { IdempotentRecord } from "./commit-row.js";
import type { LogAnchor } from "./stored.js";

/** What {@link TenantStore.compact} needs of the machine whose log it is. */
export type CompactionMachine<State, Op> = Pick<
  Machine<State, never, Op, unknown>,
  "apply" | "decodeOp" | "decodeState" | "encodeState" | "engineVersion"
>;

/** What {@link TenantStore.compact} did. */
export type Compaction =
  | {
      readonly outcome: "compacted";
      /** `seq` of the last op that is gone. */
      readonly anchorSeq: number;
      readonly opsDeleted: number;
    }
  | {
      readonly outcome: "unchanged";
      /**
       * `snapshots`: there are not two of this machine's engine version, below an end of the log
       * that lives. `replay`: the ops between them do not lead from the older to the newer one,
       * which an operator should look into. `moved`: others changed the log meanwhile.
       */
      readonly reason: "snapshots" | "replay" | "moved";
    };

/** What a retry of a request about an erased entity is answered, in place of what was kept. */
export type ErasedAnswer = Pick<IdempotentRecord, "status" | "headers" | "body">;

/** How many rows {@link TenantStore.erase} deleted or, of answers, replaced. */
export interface Erasure {
  /** `seq` of the tombstone that stays; 0 when no life of the entity has ended. */
  readonly tombstoneSeq: number;
  readonly ops: number;
  readonly snapshots: number;
  readonly outboxRows: number;
  readonly answers: number;
}

/** What {@link TenantStore.verify} read: a log whose every hash is right. */
export interface LogVerification {
  /** `seq` and hash of the last op. */
  readonly seq: number;
  readonly hash: Uint8Array;
  /** Ops that were read, those after the anchor. */
  readonly ops: number;
  readonly snapshots: number;
  readonly anchor?: LogAnchor;
}

/** What {@link TenantStore.verifyRecords} read. */
export interface RecordVerification {
  /** Answers that are kept for idempotency keys. */
  readonly answers: number;
  /** Messages that are not delivered. */
  readonly outboxRows: number;
  /** One for each row that fails its checksum. */
  readonly problems: readonly string[];
}

/** How many rows a database holds, of all tenants, and how much room they take. */
export interface StoreStatus {
  readonly ops: number;
  readonly snapshots: number;
  /** Lines of the directory, of ended entities too. */
  readonly entities: number;
  /** Entities that live, by kind. */
  readonly liveEntities: Readonly<Record<string, number>>;
  readonly idempotencyRows: number;
  /** Those whose time is over: {@link Store.purgeExpiredIdempotency} deletes them. */
  readonly idempotencyRowsExpired: number;
  /** Messages that are not delivered. */
  readonly outboxRows: number;
  /** The first of them; absent when there is none. */
  readonly oldestOutbox?: OldestMessage;
  /** Size of the database file, or of the whole database on a server. */
  readonly bytes: number;
  /** Bytes of each table, its indexes included. */
  readonly tableBytes: Readonly<Record<string, number>>;
}

/** The undelivered message that was written first. */
export interface OldestMessage {
  readonly tenant: string;
  /** The entity that sent it, and the op that it was written with. */
  readonly source: string;
  readonly sourceSeq: number;
  /** Time of that op, in ms since the Unix epoch; absent when the op is no longer kept. */
  readonly atMs?: number;
  /** Deliveries begun. */
  readonly attempts: number;
}
