import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHashingEmbedder } from "@semvec/embedders";
import {
  generateKeyPair,
  type LicenseKeyPair,
  type MintLicenseOptions,
  mintLicense,
} from "@semvec/license";
import { loadConfig } from "../config/load-config.js";
import { type RunningServer, type ServeOptions, serve } from "../serve.js";
import { ApiClient } from "./api-client.js";

/** A real server on loopback, with licences of its own. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly running: RunningServer;
  readonly keys: LicenseKeyPair;
  /** A licence of the subject `alice`, unless told otherwise. */
  token(claims?: Partial<MintLicenseOptions>): string;
  /** A client of the subject. */
  as(subject: string, claims?: Partial<MintLicenseOptions>): ApiClient;
  /** Shuts it down and removes its files; the same as leaving an `await using` block. */
  close(): Promise<void>;
}

const metricsCredentials = { METRICS_USER: "prometheus", METRICS_PASSWORD: "correct horse" };

/**
 * Starts one: hashing embedder and a database in memory, unless told otherwise.
 *
 * @param env - variables over the defaults of a test
 */
export async function startTestServer(
  env: Readonly<Record<string, string>> = {},
  options: ServeOptions = {},
): Promise<TestServer> {
  const directory = temporaryDirectory();
  const keys = testKeys;
  const config = loadConfig({
    PORT: "0",
    DATABASE_URL: "sqlite::memory:",
    SEMVEC_DATA_DIR: directory.path,
    SEMVEC_LICENSE_JWKS: JSON.stringify({ keys: [keys.publicJwk] }),
    SEMVEC_RATE_PRO: "100000/100000",
    SEMVEC_RATE_CEILING: "100000",
    SEMVEC_LOG_LEVEL: "silent",
    ...metricsCredentials,
    ...env,
  });
  const running = await serve(config, {
    embedder: createHashingEmbedder(),
    print: () => {},
    ...options,
  });
  const close = async (): Promise<void> => {
    try {
      await running.close();
    } finally {
      directory.remove();
    }
  };
  const token = (claims: Partial<MintLicenseOptions> = {}): string =>
    mintLicense({ subject: "alice", tier: "pro", ttlSeconds: 3600, ...claims }, keys.signingKey);
  return {
    url: running.url,
    running,
    keys,
    token,
    as: (subject, claims) => new ApiClient(running.url, token({ subject, ...claims })),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Header of a scrape that is let in. */
export const metricsAuthorization = `Basic ${Buffer.from(
  `${metricsCredentials.METRICS_USER}:${metricsCredentials.METRICS_PASSWORD}`,
).toString("base64")}`;

/** One pair for all test servers, so that a token outlives a restart. */
const testKeys = generateKeyPair();

/** A new directory, and how to remove it. */
export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "semvec-server-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
