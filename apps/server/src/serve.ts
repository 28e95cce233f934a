import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, Server as NetServer } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Embedder } from "@semvec/embedders";
import { type Cancel, type Clock, type StoreFailedError, systemClock } from "@semvec/persistence";
import type { Logger } from "pino";
import { mintDevelopmentToken } from "./auth/development-key.js";
import { isLoopbackHost } from "./auth/loopback.js";
import { anonymousBanner, developmentBanner } from "./banner.js";
import { buildService, type Service } from "./build-service.js";
import { databaseName } from "./config/database-name.js";
import type { ServerConfig } from "./config/server-config.js";
import { ConfigError, DrainTimeoutError } from "./errors/errors.js";
import { createHttpServer } from "./http/http-server.js";
import { createLogger } from "./observability/create-logger.js";
import { openResources } from "./open-resources.js";

/** What a caller may put in place of the real thing. */
export interface ServeOptions {
  /** Default: the one that the configuration names. */
  readonly embedder?: Embedder;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: JSON lines on stderr, at the configured level. */
  readonly log?: Logger;
  /** Shows the developer's banner. Default: on stdout. */
  readonly print?: (text: string) => void;
  /**
   * Told when the database has failed for good: nothing acknowledged is lost, but only a new
   * process can go on. Default: nothing happens, and `/v1/readyz` says so.
   */
  readonly onFailure?: (error: StoreFailedError) => void;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /**
   * Shuts down without losing a request: fails readiness at once, serves on for the drain delay,
   * stops accepting, waits for requests under way, then closes the database and the embedder.
   *
   * @throws DrainTimeoutError when requests were cut off; everything is closed all the same
   */
  close(options?: CloseOptions): Promise<void>;
  /** Whether it would answer its readiness probe so, without going through the socket. */
  isReady(): Promise<boolean>;
}

/** How a server shuts down. */
export interface CloseOptions {
  /**
   * Others serve on at the same address: new connections go to them at once, readiness does not
   * fail, and those connected are served for the drain delay. Default: false.
   */
  readonly handsOver?: boolean | undefined;
}

/**
 * Starts the service.
 *
 * @throws ConfigError when the configuration is not safe to serve with
 * @throws the errors of `openStore` and `openEmbedder`
 *
 * @example
 * ```ts
 * const server = await serve(loadConfig(process.env));
 * console.log(server.url);
 * await server.close();
 * ```
 */
export async function serve(
  config: ServerConfig,
  options: ServeOptions = {},
): Promise<RunningServer> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLogger(config.logLevel, config.workerId);
  for (const warning of config.warnings) log.warn(warning);
  const { embedder, onFailure } = options;
  const resources = await openResources(config, { clock, log, embedder, onFailure });
  const service = buildService(config, resources, { clock, log });
  const server = createHttpServer(service.app);
  try {
    await listen(server, config);
  } catch (error) {
    await service.close();
    throw error;
  }
  service.start();
  const url = urlOf(server, config.host);
  log.info({ url, database: databaseName(config.databaseUrl) }, "listening");
  announce(service, config, url, options.print ?? ((text) => process.stdout.write(text)), clock);
  let closing: Promise<void> | undefined;
  return {
    url,
    close({ handsOver = false } = {}) {
      closing ??= shutDown(server, service, { config, clock, handsOver });
      return closing;
    },
    isReady: () => service.isReady(),
  };
}

async function listen(server: Server, { host, port }: ServerConfig): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`cannot listen on ${host}, port ${port}: ${reason}`, { cause });
  }
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Tells a developer how to make the first call. */
function announce(
  { developmentKey }: Service,
  config: ServerConfig,
  url: string,
  print: (text: string) => void,
  clock: Clock,
): void {
  if (!isLoopbackHost(config.host)) return;
  const place = { url, database: databaseName(config.databaseUrl) };
  if (config.license.allowAnonymous) print(anonymousBanner(place));
  else if (developmentKey !== undefined) {
    print(developmentBanner(place, mintDevelopmentToken(developmentKey, clock.nowMs())));
  }
}

interface ShutDownParts {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly handsOver: boolean;
}

async function shutDown(
  server: Server,
  service: Service,
  { config, clock, handsOver }: ShutDownParts,
): Promise<void> {
  const { drainDelayMs, drainTimeoutMs } = config;
  service.drain.begin(handsOver);
  const closed = handsOver ? stopAccepting(server) : undefined;
  if (drainDelayMs > 0) await new Promise<void>((resolve) => clock.after(drainDelayMs, resolve));
  const hasEnded = await endConnections(server, service, {
    closed: closed ?? stopAccepting(server),
    timeoutMs: drainTimeoutMs,
    clock,
  });
  await service.close();
  if (!hasEnded) throw new DrainTimeoutError(drainTimeoutMs);
}

/**
 * Stops listening, and resolves when the last connection has ended. The method of node:http would
 * close idle connections too, and so reset a request that is already on its way on one.
 */
function stopAccepting(server: Server): Promise<void> {
  return new Promise((resolve) => NetServer.prototype.close.call(server, () => resolve()));
}

/** Ends every connection; whether all requests under way were answered in time. */
async function endConnections(
  server: Server,
  { drain }: Service,
  {
    closed,
    timeoutMs,
    clock,
  }: { readonly closed: Promise<void>; readonly timeoutMs: number; readonly clock: Clock },
): Promise<boolean> {
  let cancel: Cancel = () => {};
  const timeout = new Promise<boolean>((resolve) => {
    cancel = clock.after(timeoutMs, () => resolve(false));
  });
  // What a client has sent by now is read before the connections without a request are closed.
  await nextTurn();
  server.closeIdleConnections();
  const hasEnded = await Promise.race([drain.idle().then(() => true), timeout]);
  cancel();
  // What is still open has no request on it, or one that took too long.
  server.closeAllConnections();
  await closed;
  // Only the close of node:http stops its look-out for slow connections.
  server.close(() => {});
  return hasEnded;
}
