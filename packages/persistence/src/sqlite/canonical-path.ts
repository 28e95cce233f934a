import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StoreConfigurationError } from "../errors.js";
import { memoryPath } from "./open-connection.js";

/**
 * The one name of a file that is to be written, or the lock would not keep two processes apart. Its
 * directory is made when it is missing.
 *
 * @throws StoreConfigurationError when the directory cannot be made or read
 */
export async function canonicalPath(path: string): Promise<string> {
  if (path === memoryPath) return path;
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true });
    return (await realPathIfThere(path)) ?? join(await realpath(folder), basename(path));
  } catch (cause) {
    const { message } = cause as Error;
    throw new StoreConfigurationError(`${folder} cannot be made or read (${message})`, { cause });
  }
}

/** Any other error is one: the path of a link that cannot be followed would be another name. */
async function realPathIfThere(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}
