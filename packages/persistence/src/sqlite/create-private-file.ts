import { closeSync, openSync } from "node:fs";

const ownerOnly = 0o600;

/**
 * Makes an empty file that only its owner may read and write, whatever the umask allows to others.
 * SQLite gives the files beside a database the mode of the database.
 *
 * A file that is there is not even opened: on POSIX, closing any descriptor of a file drops the
 * locks that this process holds on it, and so would release a database in use.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, "ax", ownerOnly));
  } catch (error) {
    if (!isThereAlready(error)) throw error;
  }
}

function isThereAlready(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "EEXIST";
}
