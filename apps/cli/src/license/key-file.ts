import { readFile } from "node:fs/promises";
import { type LicenseKeyPair, loadKeyPair, type PrivateJwk } from "@semvec/license";
import { FailureError, UsageError } from "../errors.js";
import { writePrivateFile } from "../write-private-file.js";

/** Where `keygen` puts a key and `mint` finds it when no file is named. */
export const defaultKeyFile = "semvec-license-key.json";

/**
 * Writes a private key to a new file. An existing file is left alone: a key that is overwritten
 * takes every licence it signed with it.
 *
 * @throws FailureError when the file exists, or cannot be written
 */
export async function writeKeyFile(path: string, key: PrivateJwk): Promise<void> {
  const text = `${JSON.stringify(key, undefined, 2)}\n`;
  await writePrivateFile(path, text, { mayReplace: false });
}

/**
 * Reads a private key.
 *
 * @throws FailureError when there is no such file, UsageError when it is not JSON, InvalidKeyError
 */
export async function readKeyFile(path: string): Promise<LicenseKeyPair> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new FailureError(`no key at ${path}; make one with \`semvec license keygen\``);
  });
  return loadKeyPair(parseKey(path, text));
}

function parseKey(path: string, text: string): PrivateJwk {
  try {
    return JSON.parse(text) as PrivateJwk;
  } catch (cause) {
    throw new UsageError(`${path} is not a JSON Web Key`, { cause });
  }
}
