import { PersistenceError, StoreConfigurationError } from "../errors.js";
import { roles } from "./prelude.js";
import { sqlState, translateError } from "./translate-error.js";

/** What an error means that came while a database was opened: a login or a right that lacks. */
export function openingError(error: unknown): PersistenceError {
  if (error instanceof PersistenceError) return error;
  const state = sqlState(error) ?? "";
  const { message } = error instanceof Error ? error : new Error(String(error));
  // A login, a database, a role, a privilege or a table that is not there.
  if (state.startsWith("28") || state === "3D000") {
    return new StoreConfigurationError(`PostgreSQL refuses the login: ${message}`, {
      cause: error,
    });
  }
  if (/^(42|22023|0P000)/.test(state)) {
    return new StoreConfigurationError(
      `PostgreSQL refuses the service: ${message}: its login must own the schema, or be a member ` +
        `of ${roles.tenant} and ${roles.committer} after the owner has migrated it`,
      { cause: error },
    );
  }
  return translateError(error);
}
