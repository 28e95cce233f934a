import { isAbsolute, resolve } from "node:path";
import { StoreConfigurationError } from "../errors.js";

/**
 * The file that a database URL names: absolute, or `:memory:`.
 *
 * @throws StoreConfigurationError when the URL is not one of SQLite's
 */
export function sqlitePath(url: string, dataDirectory: string): string {
  if (url === "sqlite::memory:" || url === "sqlite:///:memory:") return ":memory:";
  const path = /^sqlite:\/\/\/(?<path>.+)$/.exec(url)?.groups?.["path"];
  if (path === undefined) {
    throw new StoreConfigurationError(
      // The URL itself may hold a password, so only its scheme is shown.
      `the database URL (${url.split(":")[0]}:…) is not supported: use sqlite:///file.db ` +
        "(relative), sqlite:////path/to/file.db (absolute), sqlite::memory: or " +
        "postgresql://user:password@host:5432/name",
    );
  }
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch (cause) {
    throw new StoreConfigurationError("the database URL has a malformed % escape", { cause });
  }
  return isAbsolute(decoded) ? decoded : resolve(dataDirectory, decoded);
}
