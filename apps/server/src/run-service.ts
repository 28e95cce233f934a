import { closeOnSignals } from "./close-on-signals.js";
import type { ServerConfig } from "./config/server-config.js";
import { type RunningFleet, type ServeFleetOptions, serveFleet } from "./fleet/serve-fleet.js";
import { type RunningServer, serve } from "./serve.js";

/** What {@link runService} is given besides its configuration. */
export interface RunServiceOptions {
  /** The configuration as variables, for worker processes: see `configVariables`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Shows the developer's banner. Default: on stdout. */
  readonly print?: (text: string) => void;
}

/**
 * Serves as this process, in it or in as many workers as the configuration says, until SIGTERM or
 * SIGINT ends the process. SIGHUP restarts workers one by one; a service without workers ends on it
 * as on SIGTERM. What is not served yet has nothing to drain: a signal meanwhile ends it at once.
 *
 * @throws the errors of `serve` and `serveFleet`
 */
export function runService(
  config: ServerConfig,
  options: RunServiceOptions,
): Promise<{ close(): Promise<void> }> {
  const print = options.print ?? ((text) => process.stdout.write(text));
  return config.workers === 1
    ? runServer(config, print)
    : runFleet(config, { variables: options.variables, print });
}

async function runServer(
  config: ServerConfig,
  print: (text: string) => void,
): Promise<RunningServer> {
  let server: RunningServer | undefined;
  const starting = { close: async () => server?.close() };
  closeOnSignals(starting, { signals: ["SIGTERM", "SIGINT", "SIGHUP"] });
  server = await serve(config, { print, onFailure: () => process.exit(1) });
  return server;
}

async function runFleet(config: ServerConfig, options: ServeFleetOptions): Promise<RunningFleet> {
  let fleet: RunningFleet | undefined;
  // Workers serve as soon as they can, so their fleet hears of signals before all of them do.
  closeOnSignals({ close: async () => fleet?.close() });
  process.on("SIGHUP", () => void fleet?.restart());
  fleet = await serveFleet(config, options);
  await fleet.ready();
  return fleet;
}
