import type { Embedder, EmbedOptions } from "../embedder.js";
import type { EmbedderProfile } from "../embedder-profile.js";
import {
  EmbedderChangedError,
  EmbedderConfigError,
  EmbedderOverloadedError,
  EmbedderUnavailableError,
  InvalidEmbeddingError,
} from "../errors.js";
import { CircuitBreaker } from "../remote/circuit-breaker.js";
import { Deadline } from "./deadline.js";
import { parseSidecarAddress } from "./sidecar-address.js";
import { ConnectionLostError } from "./sidecar-connection.js";
import { sidecarCallsMax, sidecarConnectTimeoutMs, sidecarTimeoutMs } from "./sidecar-limits.js";
import { SidecarLine } from "./sidecar-line.js";
import { splitTexts } from "./split-texts.js";

/** Where a sidecar is, and how patient its client is. */
export interface SidecarEmbedderConfig {
  /** `unix:/path/to/socket` or `tcp:HOST:PORT`, where `semvec embedder --listen` listens. */
  readonly address: string;
  /** Milliseconds that one request of up to 64 texts may take. Default: 10 000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Opens also when no sidecar is there, and goes on trying. Until one was reached, `id`,
   * `dimension` and `profile` throw {@link EmbedderUnavailableError}, and so does `embed`.
   * Default: false.
   */
  readonly mayBeAbsent?: boolean | undefined;
}

/**
 * The embedder of another process on this machine. Its id, dimension and vectors are, to the bit,
 * those of the embedder there.
 *
 * A request whose connection breaks is sent once more, for embedding has no effect; a sidecar that
 * is restarted is waited for, for three seconds. A circuit breaker stops calls to one that stays
 * away, until it is back. One that comes back with another model is not used.
 */
export class SidecarEmbedder implements Embedder {
  readonly #line: SidecarLine;
  readonly #timeoutMs: number;
  readonly #breaker = new CircuitBreaker(() => performance.now());
  readonly #calls = new Set<AbortController>();
  #isClosed = false;

  private constructor({ address, timeoutMs = sidecarTimeoutMs }: SidecarEmbedderConfig) {
    if (!(timeoutMs > 0 && Number.isFinite(timeoutMs))) {
      throw new EmbedderConfigError("the sidecar's timeout must be a positive number of ms");
    }
    this.#timeoutMs = timeoutMs;
    this.#line = new SidecarLine(parseSidecarAddress(address), () => this.#breaker.reset());
  }

  /**
   * Connects, and learns what the sidecar serves.
   *
   * @throws {@link EmbedderConfigError} if the address or the timeout cannot be used.
   * @throws {@link EmbedderUnavailableError} if no sidecar is there, unless it may be absent.
   */
  static async open(config: SidecarEmbedderConfig): Promise<SidecarEmbedder> {
    const embedder = new SidecarEmbedder(config);
    try {
      await embedder.#firstContact();
    } catch (error) {
      if (config.mayBeAbsent === true) return embedder;
      await embedder.close();
      throw error;
    }
    return embedder;
  }

  get id(): string {
    return this.#line.description.id;
  }

  get dimension(): number {
    return this.#line.description.dimension;
  }

  get profile(): EmbedderProfile {
    return this.#line.description.profile;
  }

  /**
   * Asks the sidecar whether it is there; does not wait for one that is not.
   *
   * @throws {@link EmbedderError} that says why it is not.
   */
  async probe(): Promise<void> {
    if (this.#isClosed) throw closedError();
    const connection = this.#line.current;
    const deadline = new Deadline(sidecarConnectTimeoutMs);
    try {
      await connection.describe(deadline.signal);
    } finally {
      deadline.clear();
    }
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.#isClosed) throw closedError();
    if (this.#calls.size >= sidecarCallsMax) {
      throw new EmbedderOverloadedError(
        `${sidecarCallsMax} embed calls are under way, which is the limit; try again later`,
      );
    }
    const call = new AbortController();
    const abort = (): void => call.abort(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    this.#calls.add(call);
    try {
      const vectors: Float32Array[] = [];
      for (const run of splitTexts(texts)) {
        const answered = await this.#breaker.run(
          () => this.#request(run, call.signal),
          (error) => judge(error, call.signal),
        );
        vectors.push(...answered);
      }
      return vectors;
    } finally {
      this.#calls.delete(call);
      signal?.removeEventListener("abort", abort);
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const call of this.#calls) call.abort(closedError());
    this.#line.close(closedError());
  }

  async #firstContact(): Promise<void> {
    const deadline = new Deadline(this.#timeoutMs);
    try {
      await this.#line.connection(deadline.signal);
    } finally {
      deadline.clear();
    }
  }

  async #request(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const deadline = new Deadline(this.#timeoutMs, signal);
    const send = async (): Promise<Float32Array[]> => {
      const connection = await this.#line.connection(deadline.signal);
      return connection.embed(texts, deadline.signal);
    };
    try {
      return await send().catch((error: unknown) => {
        if (error instanceof ConnectionLostError) return send();
        throw error;
      });
    } finally {
      deadline.clear();
    }
  }
}

const closedError = () => new EmbedderUnavailableError("the embedder was closed");

/** What is refused says nothing against the sidecar's being there. */
function judge(error: unknown, signal: AbortSignal): "failure" | "neutral" {
  const isRefusal =
    error instanceof EmbedderChangedError ||
    error instanceof EmbedderOverloadedError ||
    error instanceof InvalidEmbeddingError;
  return signal.aborted || isRefusal ? "neutral" : "failure";
}
