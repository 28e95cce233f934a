import type { EmbedderConfig } from "@semvec/embedders";
import { ConfigError } from "../errors/errors.js";

/** What a remote embedder needs. */
interface RemoteSettings {
  readonly url: string | undefined;
  readonly model: string | undefined;
  readonly apiKey: string | undefined;
}

/**
 * Which embedder to open.
 *
 * @throws ConfigError when a remote one has no URL or no model
 */
export function embedderConfig(
  kind: EmbedderConfig["kind"],
  { url, model, apiKey }: RemoteSettings,
): EmbedderConfig {
  if (kind !== "http" && kind !== "ollama") return { kind };
  if (url === undefined || model === undefined) {
    throw new ConfigError(
      `SEMVEC_EMBEDDER=${kind} needs SEMVEC_EMBEDDER_URL and SEMVEC_EMBEDDER_MODEL`,
    );
  }
  return { kind, url, model, apiKey };
}
