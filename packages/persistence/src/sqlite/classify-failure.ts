import type { Failure, FailureKind } from "./worker-messages.js";

/** What an error of SQLite means for the call that met it, and for the connection. */
export function classifyFailure(error: unknown): Failure {
  const message = messageOf(error);
  const code = sqliteCode(error);
  if (code === undefined) return { kind: "rejected", message };
  return { kind: kindOf(code), message: `${code}: ${message}` };
}

/**
 * The code of an error of SQLite, e.g. `SQLITE_IOERR_FSYNC`. By its shape and not its class: the
 * native module keeps the class of whoever loaded it first.
 */
export function sqliteCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  const { code } = error;
  return typeof code === "string" && code.startsWith("SQLITE_") ? code : undefined;
}

function messageOf(error: unknown): string {
  const hasMessage = typeof error === "object" && error !== null && "message" in error;
  return String(hasMessage ? error.message : error);
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
