import cluster from "node:cluster";
import { fileURLToPath } from "node:url";
import type { ServerConfig } from "../config/server-config.js";
import { createLogger } from "../observability/create-logger.js";
import { Fleet } from "./fleet.js";
import { openSharedEmbedder } from "./shared-embedder.js";
import { WorkerProcess } from "./worker-process.js";

const workerEntry = fileURLToPath(new URL("./worker-main.js", import.meta.url));

/** How {@link serveFleet} starts workers. */
export interface ServeFleetOptions {
  /** The configuration as variables: what `config` was made from. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Shows the developer's banner. */
  readonly print: (text: string) => void;
}

/** Workers on one port, each from the time that it listens. */
export interface RunningFleet {
  /**
   * Resolves when all workers are ready and the banner is shown, or {@link close} was called.
   *
   * @throws FleetError when one cannot start; then all have ended
   */
  ready(): Promise<void>;
  /** See {@link Fleet.restart}. */
  restart(): Promise<void>;
  /** See {@link Fleet.close}. */
  close(): Promise<void>;
}

/**
 * Starts `config.workers` processes that share a port and an embedder. This process only hands
 * connections to them, one after the other.
 *
 * @throws the errors of {@link openSharedEmbedder}
 */
export async function serveFleet(
  config: ServerConfig,
  { variables, print }: ServeFleetOptions,
): Promise<RunningFleet> {
  const log = createLogger(config.logLevel, config.workerId);
  for (const warning of config.warnings) log.warn(warning);
  const embedder = await openSharedEmbedder(config.embedder);
  cluster.setupPrimary({ exec: workerEntry, args: [] });
  const prefix = config.workerId === undefined ? "" : `${config.workerId}-`;
  const start = (slot: number) =>
    new WorkerProcess({
      ...variables,
      ...embedder.env,
      SEMVEC_WORKERS: "1",
      SEMVEC_WORKER_ID: `${prefix}${slot}`,
    });
  const fleet = new Fleet({ workers: config.workers, start, log });
  return {
    async ready() {
      try {
        const first = await fleet.ready();
        if (first !== undefined) print(first.banner);
      } catch (error) {
        await embedder.close();
        throw error;
      }
    },
    restart: () => fleet.restart(),
    async close() {
      try {
        await fleet.close();
      } finally {
        await embedder.close();
      }
    },
  };
}
