import type { Machine } from "@semvec/core";
import type { Clock } from "../clock.js";
import type { IdempotentRecord, OutboxMessage } from "../store/commit-row.js";
import type { Store } from "../store/store.js";

/** How an {@link EntityHost} runs a machine. */
export interface EntityHostOptions<State, Command, Op, Answer> {
  readonly store: Store;
  readonly machine: Machine<State, Command, Op, Answer>;
  /** What the directory says of an entity, from its genesis op. Default: the machine's kind. */
  readonly describe?: (genesis: Op) => { readonly kind?: string; readonly meta?: Uint8Array };
  /** Events for other entities that an op causes; written in the same commit. Pure. */
  readonly outbox?: (op: Op, position: { entity: string; seq: number }) => readonly OutboxMessage[];
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Source of op ids. Default: `node:crypto`. */
  readonly randomBytes?: (length: number) => Uint8Array;
  /** Overrides of `persistenceDefaults`. */
  readonly limits?: Partial<HostLimits>;
  /**
   * Told of damage when it is found, for an operator's log and counters: once for each quarantine
   * and each rejected snapshot, not for the requests that a quarantine refuses. Must not throw.
   */
  readonly onDamage?: (event: DamageEvent) => void;
}

/** Damage that a host found while it brought an entity into memory. */
export interface DamageEvent {
  /**
   * `log`: the entity is in quarantine, its commands are refused. `snapshot`: a snapshot is
   * damaged or not understood, and an older one or the log takes its place; nothing is lost.
   */
  readonly kind: "log" | "snapshot";
  readonly tenant: string;
  readonly entity: string;
  /** Place of the snapshot in the log, when it is known. */
  readonly seq?: number;
  /** What is wrong, in words; holds no content of the entity. */
  readonly message: string;
}

/** What an operator may tune of a host; see `persistenceDefaults` for meaning and defaults. */
export interface HostLimits {
  readonly hotStatesMax: number;
  readonly hotBytesMax: number;
  readonly idleTtlMs: number;
  readonly idleSweepMs: number;
  readonly waitingPerEntityMax: number;
  readonly waitingPerHostMax: number;
  readonly snapshotEveryOps: number;
  readonly snapshotEveryBytes: number;
  readonly snapshotOnEvictOps: number;
}

/** A request's idempotency key, and how its answer is kept. */
export interface IdempotencyOption<Answer> {
  readonly key: string;
  readonly fingerprint: Uint8Array;
  readonly expiresAtMs: number;
  /** What is stored, and so replayed, for an answer. Pure. */
  readonly respond: (answer: Answer) => Pick<IdempotentRecord, "status" | "headers" | "body">;
}

/** A version of an entity: the end of its log when an answer was made. */
export interface EntityVersion {
  /** 0 when the entity never existed. */
  readonly seq: number;
  /** Hash of the last op; 32 zero bytes when there is none. */
  readonly hash: Uint8Array;
  /** `seq` of the op that began the current (or last) incarnation; 0 when there is none. */
  readonly genesisSeq: number;
}

/**
 * What became of a command: its answer, or the stored answer of the earlier request with the same
 * idempotency key (compare `idem.fingerprint` before sending it).
 */
export type ExecuteResult<Answer> =
  | { readonly outcome: "executed"; readonly answer: Answer; readonly version: EntityVersion }
  | { readonly outcome: "replayed"; readonly idem: IdempotentRecord };

/** What became of a set of commands. */
export type ExecuteSetResult<Answer> =
  | {
      readonly outcome: "executed";
      readonly answers: ReadonlyMap<string, Answer>;
      readonly versions: ReadonlyMap<string, EntityVersion>;
    }
  | { readonly outcome: "replayed"; readonly idem: IdempotentRecord };

/** Counters since the host began, and what it holds now. */
export interface HostStats {
  readonly hotStates: number;
  readonly hotBytes: number;
  readonly waiting: number;
  readonly commits: number;
  readonly conflicts: number;
  readonly idempotentReplays: number;
  readonly rehydrations: number;
  readonly evictions: number;
  readonly snapshots: number;
  /** Snapshots that could not be written; a later one takes their place. */
  readonly snapshotsFailed: number;
  /** Snapshots that were damaged or not understood; older ones or the log took their place. */
  readonly snapshotsRejected: number;
  readonly quarantined: number;
}

/** What {@link EntityHost.verify} found. */
export interface Verification {
  readonly seq: number;
  readonly opsReplayed: number;
  /** SHA-256 of the replayed state's canonical bytes, in hex; of no bytes when deleted. */
  readonly stateHash: string;
  /** The same of the state in memory. */
  readonly liveStateHash: string;
  readonly matches: boolean;
}
