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

/** Workers that listen on one port. */
export interface RunningFleet {
  readonly url: string;
  /** See {@link Fleet.restart}. */
  restart(): Promise<void>;
  /** See {@link Fleet.close}. */
  close(): Promise<void>;
}

/**
 * Starts `config.workers` processes that share a port and an embedder, and resolves when all are
 * ready. This process only hands connections to them, one after the other.
 *
 * @throws FleetError when one cannot start
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
  const close = async (): Promise<void> => {
    try {
      await fleet.close();
    } finally {
      await embedder.close();
    }
  };
  try {
    const { url, banner } = await fleet.ready();
    print(banner);
    return { url, restart: () => fleet.restart(), close };
  } catch (error) {
    await embedder.close();
    throw error;
  }
}
