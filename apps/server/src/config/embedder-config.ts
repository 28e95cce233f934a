import type { EmbedderConfig, embedderKinds } from "@semvec/embedders";
import { ConfigError } from "../errors/errors.js";

/** Where the embedder runs: in this process, or in one that other servers share. */
export const embedderModes = ["inline", "sidecar"] as const;

/** What an embedder elsewhere needs. */
interface EmbedderSettings {
  readonly mode: (typeof embedderModes)[number];
  readonly socket: string | undefined;
  readonly url: string | undefined;
  readonly model: string | undefined;
  readonly apiKey: string | undefined;
}

/**
 * Which embedder to open.
 *
 * @throws ConfigError when a remote one has no URL or no model, and a sidecar no socket
 */
export function embedderConfig(
  kind: (typeof embedderKinds)[number],
  { mode, socket, url, model, apiKey }: EmbedderSettings,
): EmbedderConfig {
  if (mode === "sidecar") return sidecarConfig(kind, socket);
  if (kind !== "http" && kind !== "ollama") return { kind };
  if (url === undefined || model === undefined) {
    throw new ConfigError(
      `SEMVEC_EMBEDDER=${kind} needs SEMVEC_EMBEDDER_URL and SEMVEC_EMBEDDER_MODEL`,
    );
  }
  return { kind, url, model, apiKey };
}

function sidecarConfig(
  kind: (typeof embedderKinds)[number],
  socket: string | undefined,
): EmbedderConfig {
  if (kind === "none") {
    throw new ConfigError(
      "SEMVEC_EMBEDDER=none and SEMVEC_EMBEDDER_MODE=sidecar exclude each other",
    );
  }
  if (socket === undefined) {
    throw new ConfigError(
      "SEMVEC_EMBEDDER_MODE=sidecar needs SEMVEC_EMBEDDER_SOCKET, " +
        "where `semvec embedder` listens",
    );
  }
  // A server whose sidecar is down still serves what needs no text.
  return { kind: "sidecar", address: socket, mayBeAbsent: true };
}
