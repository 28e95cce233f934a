import { type Embedder, openEmbedder } from "@semvec/embedders";
import { type Clock, openStore, type Store, type StoreFailedError } from "@semvec/persistence";
import type { Logger } from "pino";
import { type LicenseKeys, openLicenseKeys } from "./auth/license-keys.js";
import { Revocations } from "./auth/revocations.js";
import { openServerSecret } from "./auth/server-secret.js";
import type { ServerConfig } from "./config/server-config.js";

/** What the service holds open. */
export interface Resources {
  readonly licenseKeys: LicenseKeys;
  readonly revocations: Revocations;
  /** Signs cursors; the same on every worker, and after a restart. */
  readonly secret: string;
  readonly store: Store;
  readonly embedder: Embedder;
}

/** How {@link openResources} opens them. */
export interface ResourceOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Default: the one that the configuration names. */
  readonly embedder?: Embedder | undefined;
  readonly onFailure?: ((error: StoreFailedError) => void) | undefined;
}

/** Opens everything, or nothing: what was opened is closed again when a later part fails. */
export async function openResources(
  config: ServerConfig,
  { clock, log, embedder, onFailure }: ResourceOptions,
): Promise<Resources> {
  const licenseKeys = await openLicenseKeys(config);
  const { denylist } = config.license;
  const revocations = await (denylist === undefined
    ? new Revocations()
    : Revocations.read(denylist));
  const store = await openStore({
    url: config.databaseUrl,
    postgres: { ...config.postgres, workerId: config.workerId },
    clock,
    onFailure: (error) => {
      log.fatal({ err: error }, "the database has failed");
      onFailure?.(error);
    },
  });
  try {
    return {
      licenseKeys,
      revocations,
      secret: await openServerSecret(store, (error) =>
        log.warn({ err: error }, "the secret of page cursors is made anew: older cursors get 422"),
      ),
      store,
      embedder: embedder ?? (await openConfiguredEmbedder(config, log)),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Only a sidecar may be missing at start; then texts are refused until it is there. */
async function openConfiguredEmbedder({ embedder }: ServerConfig, log: Logger): Promise<Embedder> {
  const opened = await openEmbedder(embedder);
  await opened.probe?.().catch((error: unknown) => {
    log.error({ err: error }, "no text can be embedded until the embedder sidecar is there");
  });
  return opened;
}
