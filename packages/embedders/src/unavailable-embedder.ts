import type { Embedder } from "./embedder.js";
import { useLiteProfile } from "./embedder-profile.js";
import { EmbedderUnavailableError } from "./errors.js";

/**
 * The embedder of a server that has none: callers bring their own vectors. Its id is `none`, its
 * dimension 0, and `embed` always rejects with {@link EmbedderUnavailableError}.
 */
export function createUnavailableEmbedder(): Embedder {
  return {
    id: "none",
    dimension: 0,
    profile: useLiteProfile,
    async embed() {
      throw new EmbedderUnavailableError(
        "no embedder is configured: bring your own vectors, or set SEMVEC_EMBEDDER",
      );
    },
    async close() {},
  };
}
