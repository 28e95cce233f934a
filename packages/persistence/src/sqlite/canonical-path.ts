import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StoreConfigurationError } from "../errors.js";
import { memoryPath } from "./open-connection.js";

/**
 * The one name of a file that is to be written, or the lock would not keep two processes apart. Its
 * directory is made when it is missing.
 *
 * @throws StoreConfigurationError when the directory cannot be made
 */
export async function canonicalPath(path: string): Promise<string> {
  if (path === memoryPath) return path;
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw new StoreConfigurationError(`${dirname(path)} cannot be made`, { cause });
  }
  try {
    return await realpath(path);
  } catch {
    return join(await realpath(dirname(path)), basename(path));
  }
}
