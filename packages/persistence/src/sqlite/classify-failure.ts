import Database from "better-sqlite3";
import type { Failure, FailureKind } from "./worker-messages.js";

/** What an error of SQLite means for the call that met it, and for the connection. */
export function classifyFailure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Database.SqliteError)) return { kind: "rejected", message };
  return { kind: kindOf(error.code), message: `${error.code}: ${message}` };
}

function kindOf(code: string): FailureKind {
  // Extended codes such as SQLITE_IOERR_FSYNC begin with their primary code.
  const primary = code.split("_").slice(0, 2).join("_");
  switch (primary) {
    case "SQLITE_FULL":
      return "full";
    case "SQLITE_BUSY":
    case "SQLITE_LOCKED":
      return "busy";
    case "SQLITE_CORRUPT":
    case "SQLITE_NOTADB":
      return "damaged";
    case "SQLITE_IOERR":
    case "SQLITE_READONLY":
    case "SQLITE_CANTOPEN":
    case "SQLITE_NOMEM":
    case "SQLITE_PERM":
    case "SQLITE_PROTOCOL":
    case "SQLITE_MISUSE":
      return "failed";
    default:
      return "rejected";
  }
}
