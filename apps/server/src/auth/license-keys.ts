import { readFile } from "node:fs/promises";
import { KeySet, type LicenseKeyPair } from "@semvec/license";
import type { ServerConfig } from "../config/server-config.js";
import { ConfigError } from "../errors/errors.js";
import { openDevelopmentKey } from "./development-key.js";
import { isLoopbackHost } from "./loopback.js";

/** Whose signatures the server takes. */
export interface LicenseKeys {
  readonly keys: KeySet;
  /** Present when no JWKS is configured: the server signs licences for its own machine. */
  readonly developmentKey?: LicenseKeyPair;
}

type KeyConfig = Pick<ServerConfig, "host" | "isProduction" | "dataDirectory" | "license">;

/**
 * Opens the keys that licences are checked with.
 *
 * @throws ConfigError when nothing safe can be served: no JWKS beyond loopback or in production,
 *   or anonymous mode there
 * @throws InvalidKeyError when the JWKS cannot be trusted
 */
export async function openLicenseKeys(config: KeyConfig): Promise<LicenseKeys> {
  const { jwks, allowAnonymous } = config.license;
  const isPrivate = isLoopbackHost(config.host) && !config.isProduction;
  if (allowAnonymous && !isPrivate) {
    throw new ConfigError(
      "SEMVEC_ALLOW_ANONYMOUS=1 works on loopback and outside production only: " +
        "unset it, or set HOST=127.0.0.1 and unset NODE_ENV",
    );
  }
  if (jwks !== undefined) return { keys: await readKeySet(jwks) };
  if (!isPrivate) {
    const where = config.isProduction ? "in production" : `on ${config.host}`;
    throw new ConfigError(
      `no licence keys to serve with ${where}: set SEMVEC_LICENSE_JWKS to the public keys, ` +
        `or ${config.isProduction ? "unset NODE_ENV" : "set HOST=127.0.0.1"} to develop`,
    );
  }
  const developmentKey = await openDevelopmentKey(config.dataDirectory);
  return { keys: KeySet.fromJwks({ keys: [developmentKey.publicJwk] }), developmentKey };
}

/** Reads a JWKS from JSON, or from the file it names. */
export async function readKeySet(jwks: string): Promise<KeySet> {
  if (jwks.trimStart().startsWith("{")) return KeySet.fromJwks(jwks);
  let json: string;
  try {
    json = await readFile(jwks, "utf8");
  } catch (cause) {
    const { message } = cause as Error;
    throw new ConfigError(`SEMVEC_LICENSE_JWKS: ${jwks} cannot be read (${message})`, { cause });
  }
  return KeySet.fromJwks(json);
}
