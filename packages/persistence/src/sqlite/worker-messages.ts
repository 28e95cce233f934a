/*
 * What the main thread and a database thread say to each other. Only plain data: classes do not
 * survive the crossing.
 */

import type { SqliteMaintenance } from "./sqlite-maintenance.js";
import type { SqliteReader } from "./sqlite-reader.js";
import type { SqliteWriter } from "./sqlite-writer.js";

/** The calls that a thread answers: the methods of its reader and, when it writes, its writer. */
export type ThreadMethods = Pick<SqliteReader, ReadMethod> &
  Pick<SqliteWriter & SqliteMaintenance, WriteMethod> & { reclaim(): void };

export type ReadMethod =
  | "countLiveEntities"
  | "findIdem"
  | "head"
  | "listEntities"
  | "listLogs"
  | "listRecordTenants"
  | "listTenants"
  | "readIdem"
  | "readIdemOf"
  | "readOps"
  | "readOutbox"
  | "readSnapshot"
  | "status";

export type WriteMethod =
  | "claimOutbox"
  | "commit"
  | "deleteIdem"
  | "deleteOutbox"
  | "eraseRows"
  | "probe"
  | "purgeIdem"
  | "releaseOutbox"
  | "replaceIdem"
  | "reserveRate"
  | "saveIdem"
  | "saveSnapshot"
  | "truncateLog";

/** Calls that run outside any transaction. */
export type SoloMethod = "reclaim";

export type Method = ReadMethod | WriteMethod | SoloMethod;

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

/**
 * Why a call failed. `full`, `busy` and `damaged`: nothing was written, the thread goes on.
 * `failed`: nothing was written, the thread takes no more writes. `unknown`: the same, but the
 * write may have been made. `rejected`: the statement broke a rule of the schema.
 */
export type FailureKind = "busy" | "damaged" | "failed" | "full" | "rejected" | "unknown";

export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure };

/** How a thread is started. */
export interface ThreadData {
  readonly role: "reader" | "writer";
  /** Absolute path of the database file, or `:memory:`. */
  readonly path: string;
}

/** The first message of a thread. */
export type Opening =
  | { readonly type: "open" }
  | {
      readonly type: "refused";
      readonly reason: "configuration" | "failed" | "locked";
      readonly message: string;
      readonly owner?: string;
    };

export type FromThread = Opening | { readonly type: "replies"; readonly replies: readonly Reply[] };
export type ToThread =
  | { readonly type: "calls"; readonly calls: readonly Call[] }
  | { readonly type: "close" };
