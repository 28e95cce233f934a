import { Command } from "commander";
import type { CliIo } from "../cli-io.js";
import { addExamples } from "../options/examples.js";
import { integerWithin } from "../options/parse-integer.js";
import { readConfig } from "../options/read-config.js";
import { writePidFile } from "./pid-file.js";

interface ServeCommandOptions {
  readonly host?: string;
  readonly port?: number;
  readonly embedder?: string;
  readonly embedderMode?: string;
  readonly embedderSocket?: string;
  readonly logLevel?: string;
  readonly workers?: number;
  readonly pidFile?: string;
  readonly strictConfig?: true;
}

const portMax = 65_535;
const workersMax = 64;

/** `semvec serve` */
export function serveCommand(io: CliIo): Command {
  const command = new Command("serve")
    .summary("run the service")
    .description(
      "Runs the HTTP service until SIGTERM or SIGINT. The environment configures it, see " +
        "`semvec doctor`; these options stand above it. On loopback without " +
        "SEMVEC_LICENSE_JWKS it makes a development key and prints a token. With workers, SIGHUP " +
        "restarts them one by one, each when its successor is ready; without, it ends the " +
        "service as SIGTERM does.",
    )
    .option("--host <address>", "address to listen on (default: HOST, else 127.0.0.1)")
    .option(
      "--port <port>",
      "port to listen on, 0 for any free one (default: PORT, else 8080)",
      integerWithin(0, portMax),
    )
    .option(
      "--embedder <kind>",
      "use-lite, use-lite-wasm, http, ollama, none, or the URL of an OpenAI-compatible one " +
        "(default: SEMVEC_EMBEDDER, else use-lite)",
    )
    .option(
      "--embedder-mode <mode>",
      "inline, or sidecar to use the one of `semvec embedder` " +
        "(default: SEMVEC_EMBEDDER_MODE, else inline)",
    )
    .option(
      "--embedder-socket <address>",
      "where the sidecar listens, unix:/path/to/socket or tcp:HOST:PORT " +
        "(default: SEMVEC_EMBEDDER_SOCKET)",
    )
    .option(
      "--workers <count>",
      "processes that share the port, and one embedder; PostgreSQL only " +
        "(default: SEMVEC_WORKERS, else 1)",
      integerWithin(1, workersMax),
    )
    .option("--log-level <level>", "how much to log (default: SEMVEC_LOG_LEVEL, else info)")
    .option("--pid-file <file>", "write the process id here while serving")
    .option("--strict-config", "refuse to start with an unknown SEMVEC_* variable")
    .action((options: ServeCommandOptions) => serve(io, options));
  return addExamples(
    command,
    { line: "semvec serve", note: "For development: on loopback, with a token for 12 hours" },
    {
      line: "SEMVEC_LICENSE_JWKS=jwks.json semvec serve --host 0.0.0.0 --port 80",
      note: "For others: with the public keys of `semvec license keygen`",
    },
    {
      line: "DATABASE_URL=postgresql://semvec@db/semvec semvec serve --workers 4",
      note: "Four processes on one port",
    },
  );
}

async function serve(io: CliIo, options: ServeCommandOptions): Promise<void> {
  const { pidFile, strictConfig: strict, ...flags } = options;
  // Loaded late: the server brings Express and the database with it.
  const server = await import("@semvec/server");
  const config = readConfig(() => server.loadConfig(io.env, { ...flags, strict }));
  const running = await server.runService(config, {
    variables: server.configVariables(io.env, flags),
    print: (text) => io.stdout.write(text),
  });
  if (pidFile === undefined) return;
  try {
    writePidFile(pidFile);
  } catch (error) {
    await running.close();
    throw error;
  }
}
