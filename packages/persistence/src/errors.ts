/** Codes of the errors that `@semvec/persistence` throws. Stable: callers may compare them. */
export type PersistenceErrorCode =
  | "ERR_BACKUP"
  | "ERR_CONFLICT"
  | "ERR_CORRUPT_ENTITY"
  | "ERR_CORRUPT_RECORD"
  | "ERR_CORRUPT_SNAPSHOT"
  | "ERR_DRAINING"
  | "ERR_ENGINE_VERSION"
  | "ERR_ENVELOPE"
  | "ERR_INVALID_COMMIT"
  | "ERR_LOG_COMPACTED"
  | "ERR_OVERLOADED"
  | "ERR_STORE_BUSY"
  | "ERR_STORE_CLOSED"
  | "ERR_STORE_CONFIGURATION"
  | "ERR_STORE_FAILED"
  | "ERR_STORE_FULL"
  | "ERR_STORE_LOCKED"
  | "ERR_STORE_NOT_EMPTY"
  | "ERR_STORE_READ_ONLY"
  | "ERR_STORE_UNAVAILABLE"
  | "ERR_UNKNOWN_COMMIT";

/** Base class of every error that `@semvec/persistence` throws on purpose. */
export class PersistenceError extends Error {
  readonly code: PersistenceErrorCode;

  constructor(code: PersistenceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A database URL or database setting that cannot be used; the message says what to change. */
export class StoreConfigurationError extends PersistenceError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_STORE_CONFIGURATION", message, options);
  }
}

/** Another process holds the database file. */
export class StoreLockedError extends PersistenceError {
  /** The database file that is in use. */
  readonly path: string;
  /** Who holds it, as `host:pid`, when the holder has written it down. */
  readonly owner: string | undefined;

  constructor(path: string, owner: string | undefined) {
    const holder = owner === undefined ? "another process" : `another process (${owner})`;
    super(
      "ERR_STORE_LOCKED",
      `${path} is in use by ${holder}: stop that process, or open another file`,
    );
    this.path = path;
    this.owner = owner;
  }
}

/** A write to a store that was opened to read only. */
export class StoreReadOnlyError extends PersistenceError {
  constructor() {
    super("ERR_STORE_READ_ONLY", "the database was opened to read only: open it without readOnly");
  }
}

/** A backup was to be restored into a database that holds rows; nothing was changed. */
export class StoreNotEmptyError extends PersistenceError {
  /** Rows of the database, by table; tables without any are left out. */
  readonly rows: Readonly<Record<string, number>>;

  constructor(rows: Readonly<Record<string, number>>) {
    const held = Object.entries(rows).map(([table, count]) => `${table}: ${count}`);
    super("ERR_STORE_NOT_EMPTY", `the database is not empty (rows of ${held.join(", ")})`);
    this.rows = rows;
  }
}

/** A backup file that is damaged, incomplete, or of another version; the message says which. */
export class BackupError extends PersistenceError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_BACKUP", message, options);
  }
}

/** The disk is full. The write was not made; reads go on; writes resume when there is space. */
export class StoreFullError extends PersistenceError {
  constructor(options?: ErrorOptions) {
    super("ERR_STORE_FULL", "the database has no space left: free disk space, then retry", options);
  }
}

/** The write lock was not free within the busy timeout. The write was not made. */
export class StoreBusyError extends PersistenceError {
  constructor(options?: ErrorOptions) {
    super("ERR_STORE_BUSY", "the database is locked by another connection: retry later", options);
  }
}

/** The store cannot be trusted any more (an I/O error, a dead thread). Restart the process. */
export class StoreFailedError extends PersistenceError {
  constructor(reason: string, options?: ErrorOptions) {
    super("ERR_STORE_FAILED", `the store has failed and takes no writes: ${reason}`, options);
  }
}

/** The database server cannot be reached, or refuses work for now. The write was not made. */
export class StoreUnavailableError extends PersistenceError {
  constructor(reason: string, options?: ErrorOptions) {
    super("ERR_STORE_UNAVAILABLE", `the database is not available: ${reason}`, options);
  }
}

/** The store was closed before or during the call. */
export class StoreClosedError extends PersistenceError {
  constructor() {
    super("ERR_STORE_CLOSED", "the store is closed");
  }
}

/** Rows that no engine may commit: a bug in the caller, never a race. */
export class InvalidCommitError extends PersistenceError {
  constructor(message: string) {
    super("ERR_INVALID_COMMIT", message);
  }
}

/** The engine could not say whether a commit was made: it may or may not be found later. */
export class UnknownCommitError extends PersistenceError {
  constructor(options?: ErrorOptions) {
    super(
      "ERR_UNKNOWN_COMMIT",
      "the outcome of a commit is unknown: read the entity, or retry with its idempotency key",
      options,
    );
  }
}

/** Whose entity is damaged, and what showed it. */
export interface DamageOptions extends ErrorOptions {
  readonly tenant?: string;
}

/** The log of one entity is damaged. Other entities are unaffected. */
export class CorruptEntityError extends PersistenceError {
  /** Whose entity it is; the store and the host always say. */
  readonly tenant: string | undefined;
  readonly entity: string;

  constructor(entity: string, problem: string, options?: DamageOptions) {
    super(
      "ERR_CORRUPT_ENTITY",
      `the log of ${JSON.stringify(entity)} is damaged: ${problem}`,
      options,
    );
    this.tenant = options?.tenant;
    this.entity = entity;
  }
}

/** Ops that were asked for are no longer kept: the log was compacted, or partly erased. */
export class LogCompactedError extends PersistenceError {
  readonly entity: string;
  /** `seq` of the last op that is gone; those after it are there. */
  readonly anchorSeq: number;

  constructor(entity: string, anchorSeq: number) {
    super(
      "ERR_LOG_COMPACTED",
      `the log of ${JSON.stringify(entity)} is kept from op ${anchorSeq + 1} on only`,
    );
    this.entity = entity;
    this.anchorSeq = anchorSeq;
  }
}

/** A snapshot that fails its checksum; an older one, or the whole log, replaces it. */
export class CorruptSnapshotError extends PersistenceError {
  /** Whose entity it is; the store always says. */
  readonly tenant: string | undefined;
  readonly entity: string;
  readonly seq: number;

  constructor(entity: string, seq: number, options?: DamageOptions) {
    super(
      "ERR_CORRUPT_SNAPSHOT",
      `the snapshot of ${JSON.stringify(entity)} at ${seq} fails its checksum`,
      options,
    );
    this.tenant = options?.tenant;
    this.entity = entity;
    this.seq = seq;
  }
}

/** A stored idempotency or outbox row that fails its checksum. */
export class CorruptRecordError extends PersistenceError {
  constructor(record: string, options?: ErrorOptions) {
    super("ERR_CORRUPT_RECORD", `the ${record} fails its checksum`, options);
  }
}

/** Stored bytes that are damaged, or of a version, codec or key that is not known here. */
export class EnvelopeError extends PersistenceError {
  constructor(problem: string, options?: ErrorOptions) {
    super("ERR_ENVELOPE", `stored bytes cannot be opened: ${problem}`, options);
  }
}

/** The log holds an op of newer rules than this process runs: upgrade the process. */
export class EngineVersionError extends PersistenceError {
  constructor(entity: string, found: number, supported: number) {
    super(
      "ERR_ENGINE_VERSION",
      `${JSON.stringify(entity)} was written by engine version ${found}; ` +
        `this process runs ${supported}: upgrade it`,
    );
  }
}

/** Too many requests wait for one entity, or for the whole host. Nothing was done. */
export class OverloadedError extends PersistenceError {
  /** When a retry is worth while, in seconds. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super("ERR_OVERLOADED", message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Other writers won every attempt. Nothing was done. */
export class ConflictError extends PersistenceError {
  /** When a retry is worth while, in seconds. */
  readonly retryAfterSeconds: number;

  constructor(entity: string, attempts: number, retryAfterSeconds: number) {
    super(
      "ERR_CONFLICT",
      `other writers won ${attempts} attempts to append to ${JSON.stringify(entity)}: retry later`,
    );
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The host is shutting down and takes no new work. Nothing was done. */
export class DrainingError extends PersistenceError {
  constructor() {
    super("ERR_DRAINING", "the host is shutting down: retry on another process");
  }
}
