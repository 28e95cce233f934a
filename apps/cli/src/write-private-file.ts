import { randomBytes } from "node:crypto";
import { link, rename, rm, writeFile } from "node:fs/promises";
import { FailureError } from "./errors.js";

/** Readable and writable by its owner alone. */
const ownerOnly = 0o600;

/** What {@link writePrivateFile} does with a file that is there. */
export interface PrivateFileOptions {
  /** It may be replaced; otherwise it is left alone. */
  readonly mayReplace: boolean;
}

/**
 * Writes a file that its owner alone may read, whole or not at all: it is written and synced under
 * another name first. A disk that fills up costs neither the file that was there nor the next try.
 *
 * @throws FailureError when the file exists and may not be replaced, or cannot be written
 */
export async function writePrivateFile(
  path: string,
  text: string,
  { mayReplace }: PrivateFileOptions,
): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString("hex")}.part`;
  try {
    await writeFile(draft, text, { flag: "wx", mode: ownerOnly, flush: true });
    // Unlike a rename, a link never takes the place of a file that is there.
    await (mayReplace ? rename(draft, path) : link(draft, path));
  } catch (cause) {
    throw writeError(path, cause as NodeJS.ErrnoException);
  } finally {
    // What is left of a draft is in nobody's way.
    await rm(draft, { force: true }).catch(() => {});
  }
}

function writeError(path: string, cause: NodeJS.ErrnoException): FailureError {
  const problem =
    cause.code === "EEXIST"
      ? `${path} exists and is not overwritten; name another file with --out`
      : `${path} cannot be written (${cause.message}): make room or name another with --out`;
  return new FailureError(problem, { cause });
}
