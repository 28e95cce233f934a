import { openEmbedder, SidecarServer } from "@semvec/embedders";
import { Command } from "commander";
import { type CliIo, printLines } from "../cli-io.js";
import { UsageError } from "../errors.js";
import { addExamples } from "../options/examples.js";
import { readConfig } from "../options/read-config.js";

interface EmbedderCommandOptions {
  readonly listen?: string;
  readonly embedder?: string;
  readonly allowRemote?: true;
}

/** `semvec embedder` */
export function embedderCommand(io: CliIo): Command {
  const command = new Command("embedder")
    .summary("run an embedder that several services share")
    .description(
      "Runs the embedder that the environment configures, for services on this machine that are " +
        "started with SEMVEC_EMBEDDER_MODE=sidecar, until SIGTERM or SIGINT. One model in " +
        "memory then serves them all. A Unix socket is open to this user only.",
    )
    .option(
      "--listen <address>",
      "unix:/path/to/socket or tcp:HOST:PORT (default: SEMVEC_EMBEDDER_SOCKET)",
    )
    .option(
      "--embedder <kind>",
      "use-lite, use-lite-wasm, http, ollama, or the URL of an OpenAI-compatible one " +
        "(default: SEMVEC_EMBEDDER, else use-lite)",
    )
    .option(
      "--allow-remote",
      "listen on an address that other machines reach: texts travel in the clear, and whoever " +
        "connects may embed",
    )
    .action((options: EmbedderCommandOptions) => runEmbedder(io, options));
  return addExamples(
    command,
    {
      line: "semvec embedder --listen unix:/run/semvec/embedder.sock",
      note: "The bundled model, for the services of this user",
    },
    {
      line: "semvec serve --embedder-mode sidecar --embedder-socket unix:/run/semvec/embedder.sock",
      note: "A service that uses it",
    },
  );
}

async function runEmbedder(io: CliIo, options: EmbedderCommandOptions): Promise<void> {
  const { embedder: kind, allowRemote } = options;
  // Loaded late: the server brings Express and the database with it.
  const { closeOnSignals, loadConfig } = await import("@semvec/server");
  const config = readConfig(() =>
    // The environment may be one file for services and sidecar: here the embedder is at home.
    loadConfig(io.env, { embedder: kind, embedderMode: "inline" }),
  );
  const listen = options.listen ?? io.env["SEMVEC_EMBEDDER_SOCKET"]?.trim();
  if (!listen) throw new UsageError("name an address with --listen or SEMVEC_EMBEDDER_SOCKET");
  const embedder = await openEmbedder(config.embedder);
  try {
    const server = await SidecarServer.listen(embedder, { listen, allowRemote });
    const { id, dimension } = embedder;
    printLines(io, `${id} (${dimension} numbers) listens on ${server.address}`);
    closeOnSignals({
      async close() {
        await server.close();
        await embedder.close();
      },
    });
  } catch (error) {
    await embedder.close();
    throw error;
  }
}
