import type { Relay, RelayOptions } from "../outbox/relay.js";
import type {
  CommitResult,
  CommitRow,
  IdempotentRecord,
  SaveIdempotentResult,
} from "./commit-row.js";
import type {
  Compaction,
  CompactionMachine,
  ErasedAnswer,
  Erasure,
  LogVerification,
  RecordVerification,
  StoreStatus,
} from "./maintenance.js";
import type { RateStore } from "./rate-store.js";
import type {
  DirectoryEntry,
  DirectoryQuery,
  EntityHead,
  LogEntry,
  PageRequest,
  Snapshot,
  StoredOp,
} from "./stored.js";

/**
 * A database. Rows are reached only through {@link Store.forTenant}: there is no unscoped access
 * to forget a filter on.
 */
export interface Store {
  /** True when no other process can write, so that a hot state is known to be current. */
  readonly exclusive: boolean;
  /** The rows of one tenant. Handles are cheap: make one for each request. */
  forTenant(tenant: string): TenantStore;
  /** A relay that hands outbox rows of every tenant to `deliver`. Call its `start`. */
  createRelay(options: RelayOptions): Relay;
  /** Rates that all processes on this database share. */
  readonly rates: RateStore;
  /** One page of the tenants that have entities, in order: for an operator. */
  listTenants(page?: PageRequest): Promise<string[]>;
  /** One page of the tenants that have kept answers or undelivered messages, as above. */
  listRecordTenants(page?: PageRequest): Promise<string[]>;
  /** Counts every row, of all tenants: for an operator, not for a request. */
  status(): Promise<StoreStatus>;
  /** Deletes answers whose keys have expired, at most `rowsMax` (default: all); returns how many. */
  purgeExpiredIdempotency(rowsMax?: number): Promise<number>;
  /**
   * Resolves when the database takes writes; for a readiness check.
   *
   * @throws StoreFullError, StoreBusyError, StoreUnavailableError, StoreFailedError
   */
  probe(): Promise<void>;
  /** Finishes what was submitted and releases the database; later calls throw StoreClosedError. */
  close(): Promise<void>;
}

/** The rows of one tenant: an append-only log for each entity, and what hangs on it. */
export interface TenantStore {
  readonly tenant: string;

  /**
   * Appends a set of ops, at most one an entity, all or nothing, and returns when they are on
   * disk. The log's primary key `(tenant, entity, seq)` is the only lock: of two writers that
   * append after the same op, one wins.
   *
   * An attempt whose outcome the engine cannot tell is repeated with the same rows until the
   * outcome is known: a row with our own `opId` in our place means won, any other means lost.
   *
   * @throws InvalidCommitError when the rows break a rule that no retry can mend
   * @throws StoreFullError, StoreBusyError, StoreUnavailableError, StoreFailedError,
   * CorruptEntityError: nothing written
   * @throws UnknownCommitError when the outcome could not be learned
   */
  commit(rows: readonly CommitRow[]): Promise<CommitResult>;

  /**
   * Keeps the answer of a request that appended nothing. Name the entity that it tells of, so that
   * {@link erase} finds it. Errors as for {@link commit}.
   */
  saveIdempotent(record: IdempotentRecord, entity?: string): Promise<SaveIdempotentResult>;
  /**
   * The stored answer of a key that has not expired.
   *
   * @throws CorruptRecordError when the row fails its checksum
   */
  findIdempotent(key: string): Promise<IdempotentRecord | undefined>;
  /**
   * Deletes the stored answer of a key when it fails its checksum, so that the key is free. An
   * answer that another has kept in its place meanwhile stays.
   *
   * @returns whether it was damaged
   */
  discardDamagedIdempotent(key: string): Promise<boolean>;

  /** The end of an entity's log; `undefined` when it never existed. */
  head(entity: string): Promise<EntityHead | undefined>;
  /**
   * Ops after `afterSeq` in order, at most `limit`; each hash, and the chain between them, checked.
   *
   * @throws CorruptEntityError when an op is damaged or missing
   * @throws LogCompactedError when the next op is no longer kept: see `anchor` of {@link head}
   */
  readOps(entity: string, afterSeq: number, limit: number): Promise<StoredOp[]>;
  /**
   * The newest snapshot, or the newest below `beforeSeq`.
   *
   * @throws CorruptSnapshotError with its `seq` when it is damaged: ask for the one before it
   */
  latestSnapshot(entity: string, beforeSeq?: number): Promise<Snapshot | undefined>;
  /** Keeps a snapshot and drops all but the two newest of its entity. */
  saveSnapshot(snapshot: Snapshot): Promise<void>;

  /**
   * One page of the directory, ordered by creation time, then id. An entry whose description is
   * damaged is listed without it, and says so.
   */
  listEntities(query: DirectoryQuery): Promise<DirectoryEntry[]>;
  /** One page of all logs, of ended entities too, ordered by id: for an operator. */
  listLogs(page?: PageRequest): Promise<LogEntry[]>;
  /** How many entities live, by kind. */
  countLiveEntities(): Promise<ReadonlyMap<string, number>>;

  /**
   * Deletes the ops up to the second-newest snapshot, after the two newest have been read again
   * and the ops between them have been replayed from the one to the other. The log then begins
   * after an anchor; appending, reading and verifying go on as before.
   *
   * What needs the whole log no longer works on it, above all taking back what one source wrote.
   * So nothing calls this by itself: it is for an operator who has decided that.
   *
   * @throws CorruptSnapshotError, CorruptEntityError: nothing was deleted
   */
  compact<State, Op>(entity: string, machine: CompactionMachine<State, Op>): Promise<Compaction>;
  /**
   * Deletes what is left of the ended lives of an entity: ops, snapshots, events that have not
   * left, and the bodies of kept answers, in whose place a retry gets `answer`. The last
   * tombstone stays, with its `seq` and hash. Does nothing to an entity that never ended. On
   * SQLite the bytes are gone from the files when this resolves; on PostgreSQL after a vacuum.
   * A set's answer is found by the first entity of the set.
   */
  erase(entity: string, answer: ErasedAnswer): Promise<Erasure>;
  /**
   * Reads a whole log and checks every hash, the chain and the snapshots. What the ops mean is
   * checked by {@link EntityHost.verify}.
   *
   * @returns nothing when the entity never existed
   * @throws CorruptEntityError, CorruptSnapshotError at the first that is wrong
   */
  verify(entity: string): Promise<LogVerification | undefined>;
  /** Reads every kept answer and undelivered message, and checks their checksums. */
  verifyRecords(): Promise<RecordVerification>;
}
