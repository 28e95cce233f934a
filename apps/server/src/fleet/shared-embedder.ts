import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Embedder, type EmbedderConfig, openEmbedder, SidecarServer } from "@semvec/embedders";

/** One embedder for all workers of a fleet. */
export interface SharedEmbedder {
  /** Variables that make a worker use it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Opens the embedder that workers would otherwise each open, and gives it to them over a socket of
 * this user alone. The bundled model runs in a process of its own; what is remote already, or a
 * sidecar, is shared as it is.
 *
 * @throws the errors of {@link openEmbedder} and {@link SidecarServer.listen}
 */
export async function openSharedEmbedder(config: EmbedderConfig): Promise<SharedEmbedder> {
  if (config.kind !== "use-lite" && config.kind !== "use-lite-wasm") {
    return { env: {}, close: async () => {} };
  }
  const embedder = await openEmbedder(config);
  try {
    return await share(embedder);
  } catch (error) {
    await embedder.close();
    throw error;
  }
}

async function share(embedder: Embedder): Promise<SharedEmbedder> {
  const folder = await mkdtemp(join(tmpdir(), "semvec-"));
  // The folder is empty by then, or nearly: one that stays does no harm.
  const remove = () => rm(folder, { recursive: true, force: true }).catch(() => {});
  const listen = `unix:${folder}/embedder.sock`;
  const server = await SidecarServer.listen(embedder, { listen }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    env: { SEMVEC_EMBEDDER_MODE: "sidecar", SEMVEC_EMBEDDER_SOCKET: server.address },
    async close() {
      await server.close();
      await embedder.close();
      await remove();
    },
  };
}
