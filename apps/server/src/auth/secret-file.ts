import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError } from "../errors/errors.js";

/**
 * Reads a file of secrets, making it with `create` when it is missing. Only its owner may read it,
 * and of two processes that make it at once both get the same one.
 *
 * @throws ConfigError when it can be neither read nor made; then nothing half made has its name
 */
export async function readSecretFile(path: string, create: () => string): Promise<string> {
  try {
    return (await readIfThere(path)) ?? (await makeSecret(path, create()));
  } catch (cause) {
    const { message } = cause as Error;
    throw new ConfigError(`${path} can be neither read nor made (${message})`, { cause });
  }
}

async function makeSecret(path: string, secret: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(draft, secret, { mode: 0o600, flag: "wx", flush: true });
    // Unlike a rename, a link never replaces what another process has put there meanwhile.
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    // What is left of a draft is in nobody's way.
    await rm(draft, { force: true }).catch(() => {});
  }
  return readFile(path, "utf8");
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as { readonly code?: unknown }).code === code;
}
