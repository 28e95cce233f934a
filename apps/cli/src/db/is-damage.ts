import { PersistenceError } from "@semvec/persistence";

const damage: ReadonlySet<string> = new Set([
  "ERR_CORRUPT_ENTITY",
  "ERR_CORRUPT_SNAPSHOT",
  "ERR_ENGINE_VERSION",
]);

/** True for an error that is about one log, and not about the database. */
export function isDamage(error: unknown): error is PersistenceError {
  return error instanceof PersistenceError && damage.has(error.code);
}
