import { type AddressInfo, createServer, type Server } from "node:net";
import type { Embedder } from "../embedder.js";
import { EmbedderConfigError } from "../errors.js";
import { listenOnSocket } from "./listen-on-socket.js";
import { ServedConnection } from "./served-connection.js";
import {
  formatSidecarAddress,
  isLocalSidecar,
  parseSidecarAddress,
  type SidecarAddress,
} from "./sidecar-address.js";
import {
  frameTimeoutMs,
  sidecarConnectionsMax,
  sidecarDrainTimeoutMs,
  sidecarTextsMax,
  unreadAnswersTimeoutMs,
} from "./sidecar-limits.js";
import { TextBudget } from "./text-budget.js";

/** Options of {@link SidecarServer.listen}. */
export interface SidecarServerOptions {
  /** `unix:/path/to/socket` or `tcp:HOST:PORT`, where port 0 takes a free one. */
  readonly listen: string;
  /** Listen on an address that other machines reach. Default: false. */
  readonly allowRemote?: boolean | undefined;
  /** Milliseconds that one frame may take to arrive. Default: 10 000. */
  readonly frameTimeoutMs?: number | undefined;
  /** Milliseconds that a client may leave answers unread. Default: 30 000. */
  readonly unreadTimeoutMs?: number | undefined;
  /** Milliseconds that `close` waits for requests under way. Default: 10 000. */
  readonly drainTimeoutMs?: number | undefined;
}

/**
 * Gives an embedder to other processes, which use it with `openEmbedder({ kind: "sidecar" })`.
 * Their texts share the embedder's queue; who connects to the socket may use it.
 *
 * @example
 * ```ts
 * const embedder = await openEmbedder({ kind: "use-lite" });
 * const server = await SidecarServer.listen(embedder, { listen: "unix:/run/semvec.sock" });
 * await server.close();
 * await embedder.close();
 * ```
 */
export class SidecarServer {
  /** Where it listens, as `openEmbedder` takes it. */
  readonly address: string;
  readonly #server: Server;
  readonly #connections: ReadonlySet<ServedConnection>;
  readonly #drainTimeoutMs: number;
  #closing: Promise<void> | undefined;

  private constructor(
    server: Server,
    address: SidecarAddress,
    connections: ReadonlySet<ServedConnection>,
    drainTimeoutMs: number,
  ) {
    this.#server = server;
    this.#connections = connections;
    this.#drainTimeoutMs = drainTimeoutMs;
    this.address = formatSidecarAddress(boundAddress(server, address));
  }

  /**
   * Listens. A Unix socket is for this user only (mode 0600), and one whose sidecar was killed is
   * replaced; that needs the main thread, for the mode is set by the process's umask.
   *
   * @throws {@link EmbedderConfigError} if the address is malformed, taken, or reached by other
   *   machines without `allowRemote`, and for the embedder `none`.
   */
  static async listen(embedder: Embedder, options: SidecarServerOptions): Promise<SidecarServer> {
    const address = parseSidecarAddress(options.listen);
    if (!isLocalSidecar(address) && options.allowRemote !== true) throw mayBeRead(options.listen);
    if (embedder.dimension < 1) throw new EmbedderConfigError("there is no embedder to serve");
    const connections = new Set<ServedConnection>();
    const parts = {
      embedder,
      budget: new TextBudget(sidecarTextsMax),
      frameTimeoutMs: options.frameTimeoutMs ?? frameTimeoutMs,
      unreadTimeoutMs: options.unreadTimeoutMs ?? unreadAnswersTimeoutMs,
    };
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const connection = new ServedConnection(socket, parts);
      connections.add(connection);
      socket.once("close", () => connections.delete(connection));
    });
    server.maxConnections = sidecarConnectionsMax;
    await listenOnSocket(server, address);
    // A connection that cannot be accepted, as when no descriptor is free, must not end the rest.
    server.on("error", () => undefined);
    const drainTimeoutMs = options.drainTimeoutMs ?? sidecarDrainTimeoutMs;
    return new SidecarServer(server, address, connections, drainTimeoutMs);
  }

  /**
   * Stops accepting, answers what was sent, and sends clients elsewhere; cuts off what takes longer
   * than the timeout. The embedder stays open. A second call waits for the first.
   */
  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  async #drain(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.sayGoodbye();
    const cutOff = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy();
    }, this.#drainTimeoutMs);
    await closed;
    clearTimeout(cutOff);
  }
}

function boundAddress(server: Server, address: SidecarAddress): SidecarAddress {
  if (address.kind === "unix") return address;
  return { ...address, port: (server.address() as AddressInfo).port };
}

function mayBeRead(listen: string): EmbedderConfigError {
  return new EmbedderConfigError(
    `${listen} is reached by other machines, and texts travel in the clear to whoever connects: ` +
      "listen on loopback or a Unix socket, or allow it with --allow-remote in a network " +
      "that you trust",
  );
}
