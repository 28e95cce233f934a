import { openEmbedder } from "@semvec/embedders";
import type { ServerConfig } from "@semvec/server";
import type { Finding } from "./finding.js";

const probeText = "Where are the spare keys?";

/**
 * Whether the embedder loads, passes its self-test and embeds a text; with a remote one this is
 * the only request that leaves the machine.
 *
 * @throws EmbedderError that says the remedy
 */
export async function checkEmbedder(
  config: Pick<ServerConfig, "embedder">,
): Promise<Omit<Finding, "check">> {
  if (config.embedder.kind === "none") {
    return { status: "ok", detail: "none: callers bring vectors" };
  }
  const startedMs = performance.now();
  const embedder = await openEmbedder(config.embedder);
  const loadedMs = performance.now() - startedMs;
  try {
    const [vector] = await embedder.embed([probeText]);
    if (vector?.length !== embedder.dimension) {
      return { status: "failure", detail: `${embedder.id} gives vectors of the wrong length` };
    }
    const { id, dimension } = embedder;
    const detail = `${id}, ${dimension} numbers, ready in ${Math.ceil(loadedMs)} ms`;
    return { status: "ok", detail };
  } finally {
    await embedder.close();
  }
}
