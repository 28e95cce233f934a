import { closeOnSignals } from "./close-on-signals.js";
import type { ServerConfig } from "./config/server-config.js";
import { serveFleet } from "./fleet/serve-fleet.js";
import { serve } from "./serve.js";

/** What {@link runService} is given besides its configuration. */
export interface RunServiceOptions {
  /** The configuration as variables, for worker processes: see `configVariables`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Shows the developer's banner. Default: on stdout. */
  readonly print?: (text: string) => void;
}

/**
 * Serves as this process, in it or in as many workers as the configuration says, until SIGTERM or
 * SIGINT ends the process. SIGHUP restarts workers one by one.
 *
 * @throws the errors of `serve` and `serveFleet`
 */
export async function runService(
  config: ServerConfig,
  options: RunServiceOptions,
): Promise<{ close(): Promise<void> }> {
  const print = options.print ?? ((text) => process.stdout.write(text));
  if (config.workers === 1) {
    const server = await serve(config, { print, onFailure: () => process.exit(1) });
    closeOnSignals(server);
    return server;
  }
  const fleet = await serveFleet(config, { variables: options.variables, print });
  closeOnSignals(fleet);
  process.on("SIGHUP", () => void fleet.restart());
  return fleet;
}
