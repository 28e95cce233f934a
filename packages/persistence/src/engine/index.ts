/*
 * `@semvec/persistence/engine`: the seam below the store, for those who bring an engine of their
 * own or a simulated one.
 */
export { MemoryEngine } from "../memory/memory-engine.js";
export { EngineStore } from "../store/engine-store.js";
export type {
  ClaimedOutboxRow,
  CommitSetResult,
  CommitSetRow,
  DirectoryRequest,
  DirectoryRow,
  HeadRow,
  IdemRow,
  LogRow,
  OpRow,
  OutboxRow,
  RateRequest,
  RateRow,
  SaveIdemResult,
  SnapshotRow,
  StatusRow,
} from "./engine-rows.js";
export { IndeterminateError } from "./indeterminate-error.js";
export type { ErasedRows, StorageEngine } from "./storage-engine.js";
