const mebibyte = 1024 * 1024;

/**
 * Every limit of this package, with its default. The options of {@link openStore},
 * {@link EntityHost} and {@link Store.createRelay} override those that an operator may tune.
 */
export const persistenceDefaults = Object.freeze({
  /** Longest op, snapshot or outbox body before compression. */
  bodyBytesMax: 32 * mebibyte,
  /** Longest stored answer of an idempotent request, before compression. */
  idempotentBodyBytesMax: 256 * 1024,
  /** Bodies of at least this many bytes are compressed. */
  compressFromBytes: 512,
  /** Longest tenant or entity id, in UTF-8 bytes. */
  idBytesMax: 1024,
  /** Most rows in one commit set. */
  commitRowsMax: 1024,
  /** Most bytes of bodies in one commit set, before compression. */
  commitBytesMax: 128 * mebibyte,
  /** Most ops that one read returns. */
  readOpsMax: 1024,
  /** Most entities in one page of the directory. */
  pageSizeMax: 1000,
  /** Snapshots kept of an entity. */
  snapshotsKept: 2,

  /** Most commits that share one transaction, and so one disk sync. */
  groupCommitMax: 128,
  /** Ops that one transaction of a compaction or erasure deletes. */
  truncateOpsMax: 5_000,
  /** Expired idempotency rows that one transaction deletes. */
  purgeRowsMax: 1_000,
  /** How long the engine waits for SQLite's write lock. */
  busyTimeoutMs: 5_000,
  /** Attempts to learn the outcome of a commit before it is reported as unknown. */
  unknownCommitAttemptsMax: 12,
  /** Pause before the second such attempt; doubles up to `unknownCommitRetryMaxMs`. */
  unknownCommitRetryMs: 50,
  /** Longest pause between such attempts. */
  unknownCommitRetryMaxMs: 1_000,

  /** Partitions of the log on PostgreSQL; fixed when the schema is made. */
  postgresPartitions: 16,
  /** Connections to PostgreSQL that commit. */
  postgresCommitConnections: 4,
  /** Connections to PostgreSQL for everything else. */
  postgresWorkConnections: 4,
  /** Most ops that share one transaction on PostgreSQL. */
  postgresGroupMax: 64,
  /** Ops of one moment from which on they are split in two transactions on PostgreSQL. */
  postgresGroupSplitMin: 16,
  /** Bytes of ops from which a transaction on PostgreSQL takes no more. */
  postgresGroupBytes: 4 * mebibyte,
  /** How long a commit waits for others to share its transaction while one is under way. */
  postgresGroupWaitMs: 2,
  /** How long an entity that lost to another process commits apart from the others. */
  postgresHotEntityMs: 5_000,
  /** How long a statement may run on PostgreSQL. */
  postgresStatementTimeoutMs: 5_000,
  /** How long a statement waits for a row that another transaction holds. */
  postgresLockTimeoutMs: 2_000,
  /**
   * How long the server keeps a transaction whose client is silent. Shorter than the attempts to
   * learn the outcome of a commit, each of which waits `postgresLockTimeoutMs` for what such a
   * transaction holds, so that one that will never end cannot outlast them.
   */
  postgresIdleTransactionMs: 10_000,
  /** How long a connection may take to open, or to come free. */
  postgresConnectTimeoutMs: 5_000,
  /** How long an answer may take before the connection counts as broken. */
  postgresAnswerTimeoutMs: 15_000,
  /** Silence after which a connection is probed. */
  postgresKeepAliveMs: 10_000,

  /** States held in memory. */
  hotStatesMax: 10_000,
  /** Memory that hot states may take, by the machine's own estimate. */
  hotBytesMax: 512 * mebibyte,
  /** A state that nobody touched for this long leaves memory. */
  idleTtlMs: 1_800_000,
  /** How often idle states are looked for. */
  idleSweepMs: 60_000,
  /** Requests that may wait for one entity. */
  waitingPerEntityMax: 64,
  /** Requests that may wait in one host. */
  waitingPerHostMax: 4_096,
  /** Attempts of one command that loses to other writers. */
  commitAttemptsMax: 5,
  /** What an overloaded or contended host tells callers to wait, in seconds. */
  retryAfterSeconds: 1,
  /** A snapshot is taken after this many ops … */
  snapshotEveryOps: 64,
  /** … or this many bytes of ops, whichever comes first. */
  snapshotEveryBytes: 256 * 1024,
  /** An evicted state with at least this many ops since its snapshot gets one. */
  snapshotOnEvictOps: 16,
  /** Snapshots that may wait to be written; more are skipped, for they are only a cache. */
  snapshotsWaitingMax: 64,
  /** How long a drain may write snapshots. */
  drainSnapshotsMs: 5_000,
  /** Damaged entities that a host remembers. */
  quarantinedMax: 1_000,
  /** How long a damaged entity is refused before its log is read again. */
  quarantineMs: 60_000,

  /** Outbox rows claimed at a time. */
  outboxClaimMax: 100,
  /** Outbox rows delivered at the same time. */
  outboxConcurrencyMax: 8,
  /**
   * How long a claimed row stays hidden from other claims: what a relay that died had claimed waits
   * for this long.
   */
  outboxLeaseMs: 3_000,
  /** Shortest pause between looks at an empty outbox; doubles up to `outboxPollMaxMs`. */
  outboxPollMinMs: 200,
  /** Longest pause between looks at an empty outbox. */
  outboxPollMaxMs: 800,
  /** Pause after a row's first failed delivery; doubles each time. */
  outboxRetryMinMs: 500,
  /** Longest pause between deliveries of a row. */
  outboxRetryMaxMs: 60_000,
});
