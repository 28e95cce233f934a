export {
  type BackupOptions,
  type BackupProgress,
  type BackupStep,
  type BackupSummary,
  backupDatabase,
  type RestoreOptions,
  restoreDatabase,
} from "./backup/backup-database.js";
export type { BackupTable, RowCounts } from "./backup/backup-tables.js";
export { type Cancel, type Clock, systemClock } from "./clock.js";
export { persistenceDefaults } from "./defaults.js";
export {
  BackupError,
  ConflictError,
  CorruptEntityError,
  CorruptRecordError,
  CorruptSnapshotError,
  DrainingError,
  EngineVersionError,
  EnvelopeError,
  InvalidCommitError,
  LogCompactedError,
  OverloadedError,
  PersistenceError,
  type PersistenceErrorCode,
  StoreBusyError,
  StoreClosedError,
  StoreConfigurationError,
  StoreFailedError,
  StoreFullError,
  StoreLockedError,
  StoreNotEmptyError,
  StoreReadOnlyError,
  StoreUnavailableError,
  UnknownCommitError,
} from "./errors.js";
export { EntityHost } from "./host/entity-host.js";
export type {
  DamageEvent,
  EntityHostOptions,
  EntityVersion,
  ExecuteResult,
  ExecuteSetResult,
  HostLimits,
  HostStats,
  IdempotencyOption,
  Verification,
} from "./host/host-types.js";
export { type ReplayVerification, verifyReplay } from "./host/verify-replay.js";
export { schemaVersion } from "./migrations/schema-version.js";
export type { OutboxDelivery, Redelivery, Relay, RelayOptions } from "./outbox/relay.js";
export { isPostgresUrl } from "./postgres/connection-config.js";
export { type LoginRights, readLoginRights } from "./postgres/login-rights.js";
export { allLogs, allRecordTenants, allTenants } from "./store/all-logs.js";
export { genesisHash } from "./store/chain.js";
export type {
  CommitResult,
  CommitRow,
  CommittedRow,
  IdempotentRecord,
  OutboxMessage,
  SaveIdempotentResult,
} from "./store/commit-row.js";
export type {
  Compaction,
  CompactionMachine,
  ErasedAnswer,
  Erasure,
  LogVerification,
  OldestMessage,
  RecordVerification,
  StoreStatus,
} from "./store/maintenance.js";
export { openStore, type PostgresStoreOptions, type StoreOptions } from "./store/open-store.js";
export type { RateReservation, RateReservationRequest, RateStore } from "./store/rate-store.js";
export { readSchemaVersion, type SchemaVersion } from "./store/schema-version.js";
export type { Store, TenantStore } from "./store/store.js";
export type {
  DirectoryEntry,
  DirectoryQuery,
  EntityHead,
  LogAnchor,
  LogEntry,
  PageRequest,
  Snapshot,
  StoredOp,
} from "./store/stored.js";
