import { EmbedderChangedError, EmbedderUnavailableError } from "../errors.js";
import { Deadline } from "./deadline.js";
import type { EmbedderDescription } from "./embedder-description.js";
import type { SidecarAddress } from "./sidecar-address.js";
import { SidecarConnection } from "./sidecar-connection.js";
import { sidecarAbsenceMs, sidecarConnectTimeoutMs } from "./sidecar-limits.js";

/** Milliseconds before the second attempt to connect; each one after waits twice as long. */
const firstRetryMs = 25;

/** Milliseconds between attempts, at most. */
const retryMsMax = 2_000;

interface Waiter {
  readonly resolve: (connection: SidecarConnection) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Keeps one connection to a sidecar, and makes a new one when it is gone: at once, then after
 * pauses that grow. Never lets another model take the place of the first.
 */
export class SidecarLine {
  readonly #address: SidecarAddress;
  readonly #onConnect: () => void;
  readonly #waiters = new Set<Waiter>();
  readonly #closing = new AbortController();
  readonly #open = new Set<SidecarConnection>();
  #current: SidecarConnection | undefined;
  #description: EmbedderDescription | undefined;
  #attempts = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #failure: Error | undefined;

  /** @param onConnect - Called whenever the sidecar has been reached and is the right one. */
  constructor(address: SidecarAddress, onConnect: () => void) {
    this.#address = address;
    this.#onConnect = onConnect;
    void this.#connect();
  }

  /**
   * What the sidecar serves.
   *
   * @throws {@link EmbedderUnavailableError} as long as it was never reached.
   */
  get description(): EmbedderDescription {
    if (this.#description !== undefined) return this.#description;
    throw this.#absence();
  }

  /**
   * The connection, if there is one that takes requests.
   *
   * @throws {@link EmbedderError} that says why there is none.
   */
  get current(): SidecarConnection {
    if (this.#current?.isUsable === true) return this.#current;
    throw this.#absence();
  }

  /**
   * A connection that takes requests; waits a little for a sidecar that is being restarted.
   *
   * @throws {@link EmbedderUnavailableError} if there is none in time.
   * @throws {@link EmbedderChangedError} if the sidecar now serves another model.
   */
  async connection(signal: AbortSignal): Promise<SidecarConnection> {
    signal.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    if (this.#current?.isUsable === true) return this.#current;
    if (this.#failure instanceof EmbedderChangedError) throw this.#failure;
    const deadline = new Deadline(sidecarAbsenceMs, signal, () => this.#absence());
    try {
      return await new Promise<SidecarConnection>((resolve, reject) => {
        const waiter = { resolve, reject };
        this.#waiters.add(waiter);
        const leave = (): void => {
          this.#waiters.delete(waiter);
          reject(deadline.signal.reason);
        };
        deadline.signal.addEventListener("abort", leave, { once: true });
      });
    } finally {
      deadline.clear();
    }
  }

  close(reason: Error): void {
    this.#closing.abort(reason);
    clearTimeout(this.#retryTimer);
    this.#rejectWaiters(reason);
    for (const connection of this.#open) connection.destroy();
  }

  async #connect(): Promise<void> {
    const deadline = new Deadline(sidecarConnectTimeoutMs, this.#closing.signal);
    let connection: SidecarConnection | undefined;
    try {
      connection = await SidecarConnection.open(this.#address, deadline.signal, {
        onRetire: () => this.#replace(connection),
        onEnd: () => this.#open.delete(connection as SidecarConnection),
      });
      this.#open.add(connection);
      this.#accept(await connection.describe(deadline.signal));
      this.#use(connection);
    } catch (error) {
      connection?.destroy();
      this.#failure = error as Error;
      if (error instanceof EmbedderChangedError) this.#rejectWaiters(error);
      this.#retryLater();
    } finally {
      deadline.clear();
    }
  }

  #accept(description: EmbedderDescription): void {
    const { id, dimension } = description;
    this.#description ??= description;
    const isSame = this.#description.id === id && this.#description.dimension === dimension;
    if (!isSame) throw new EmbedderChangedError(this.#description.id, id);
  }

  #use(connection: SidecarConnection): void {
    // It may have said goodbye before its description was read; then another attempt is due.
    if (!connection.isUsable) {
      this.#retryLater();
      return;
    }
    this.#current = connection;
    this.#attempts = 0;
    this.#failure = undefined;
    this.#onConnect();
    for (const { resolve } of this.#waiters) resolve(connection);
    this.#waiters.clear();
  }

  #replace(connection: SidecarConnection | undefined): void {
    if (connection === undefined || connection !== this.#current) return;
    this.#current = undefined;
    if (!this.#closing.signal.aborted) void this.#connect();
  }

  #retryLater(): void {
    if (this.#closing.signal.aborted) return;
    const pauseMs = Math.min(retryMsMax, firstRetryMs * 2 ** this.#attempts);
    this.#attempts = Math.min(this.#attempts + 1, 16);
    this.#retryTimer = setTimeout(() => void this.#connect(), pauseMs).unref();
  }

  #absence(): Error {
    return this.#failure ?? new EmbedderUnavailableError("the embedder sidecar does not answer");
  }

  #rejectWaiters(reason: unknown): void {
    for (const { reject } of this.#waiters) reject(reason);
    this.#waiters.clear();
  }
}
