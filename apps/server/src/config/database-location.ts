import { dirname, resolve } from "node:path";
import { ConfigError } from "../errors/errors.js";

/** Directory of secrets when the database is no file and no other is named. */
const defaultDataDirectory = ".semvec";

/** Where the database is, and the server's own files. */
export interface DatabaseLocation {
  readonly databaseUrl: string;
  readonly dataDirectory: string;
}

/**
 * Resolves a database URL: the path of an SQLite file becomes absolute.
 *
 * @param dataDirectory - as configured; relative paths start there, or in the working directory
 * @throws ConfigError when the URL has a malformed escape
 */
export function databaseLocation(url: string, dataDirectory?: string): DatabaseLocation {
  const path = /^sqlite:\/\/\/(?<path>.+)$/.exec(url)?.groups?.["path"];
  if (path === undefined || path === ":memory:") {
    return { databaseUrl: url, dataDirectory: resolve(dataDirectory ?? defaultDataDirectory) };
  }
  const file = resolve(dataDirectory ?? ".", decoded(path));
  return {
    // An absolute path brings the fourth slash.
    databaseUrl: `sqlite:///${file.split("/").map(encodeURIComponent).join("/")}`,
    dataDirectory: resolve(dataDirectory ?? dirname(file)),
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new ConfigError("DATABASE_URL has a malformed % escape", { cause });
  }
}
