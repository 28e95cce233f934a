import { DatabaseError } from "pg";
import {
  CorruptEntityError,
  InvalidCommitError,
  PersistenceError,
  StoreBusyError,
  StoreFailedError,
  StoreFullError,
  StoreUnavailableError,
} from "../errors.js";

/** The entity that a statement is about, when it is about one. */
export interface Subject {
  readonly tenant: string;
  readonly entity: string;
}

/** Statements that the server gave up and that may succeed when they are run again. */
const contention = new Set(["40001", "40P01", "55P03", "57014"]);

/** The SQLSTATE of an error of the server; nothing when it is an error of the connection. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined;
}

/** True when the connection is of no more use: it broke, or the server is about to end it. */
export function endsConnection(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined || /^(08|57P)/.test(state);
}

/** True when other transactions were in the way: nothing was written, and another try may do. */
export function isContention(error: unknown): boolean {
  return contention.has(sqlState(error) ?? "");
}

/** True when the rows themselves are at fault: a value or a constraint. */
export function isRejection(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? "");
}

/**
 * True when a commit may have been made although this error came instead of an answer: the
 * connection broke, or the server ended it.
 */
export function leavesDoubt(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined || /^(08|40003|57P|58|XX)/.test(state);
}

/**
 * What an error of `pg` means to callers. The connection comes and goes without harm to the log,
 * so nothing but a schema that is not ours counts as a store that has failed.
 */
export function translateError(error: unknown, about?: Subject): PersistenceError {
  if (error instanceof PersistenceError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const state = sqlState(error) ?? "";
  if (contention.has(state)) return new StoreBusyError({ cause });
  if (isRejection(error)) return new InvalidCommitError(`${state}: ${cause.message}`);
  if (state === "53100") return new StoreFullError({ cause });
  // Data or index corrupted: the page that was read, not the database.
  if ((state === "XX001" || state === "XX002") && about !== undefined) {
    const { tenant, entity } = about;
    return new CorruptEntityError(entity, `${state}: ${cause.message}`, { tenant, cause });
  }
  if (state.startsWith("42")) return new StoreFailedError(`${state}: ${cause.message}`, { cause });
  return new StoreUnavailableError(cause.message, { cause });
}
