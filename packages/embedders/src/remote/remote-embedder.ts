import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { useLiteReference } from "../calibration/calibration-pairs.js";
import { measureCosines } from "../calibration/measure-cosines.js";
import type { Embedder, EmbedOptions } from "../embedder.js";
import { type EmbedderProfile, type RecallWeights, useLiteProfile } from "../embedder-profile.js";
import {
  EmbedderConfigError,
  EmbedderOverloadedError,
  EmbedderResponseError,
  EmbedderUnavailableError,
} from "../errors.js";
import { AddressGuard, type Resolver, systemResolver } from "./address-guard.js";
import { CircuitBreaker } from "./circuit-breaker.js";
import type { EmbeddingProtocol } from "./embedding-protocol.js";
import { parseVector } from "./parse-vector.js";
import { postJson } from "./post-json.js";

/** Milliseconds that one embed call may take, unless configured. */
export const remoteTimeoutMs = 5_000;

/** Texts in one request; more are sent in several, one after the other. */
export const requestTextsMax = 64;

/** Embed calls under way at once, at most; beyond, calls are refused. */
export const remoteCallsMax = 256;

/** Connections to the embedder, at most. */
const connectionsMax = 16;

/** Statuses that speak of the request, not of the service. */
const requestFaults: ReadonlySet<number> = new Set([400, 413, 422]);

/** Where a remote embedder is and how to talk to it. */
export interface RemoteEmbedderConfig {
  /** Base URL, `http:` or `https:`. A private host is fine; a link-local one is refused. */
  readonly url: string;
  /** Model name, as the server knows it. */
  readonly model: string;
  /** Sent as a bearer token, to this origin only. Default: none. */
  readonly apiKey?: string | undefined;
  /** Milliseconds that one embed call may take. Default: 5 000. */
  readonly timeoutMs?: number | undefined;
  /** Recall's weights for this model. Default: those of the bundled one. */
  readonly recall?: RecallWeights | undefined;
}

/** What tests replace: the clock (monotonic, milliseconds) and the resolver of host names. */
export interface RemoteEnvironment {
  readonly now: () => number;
  readonly resolver: Resolver;
}

const realEnvironment: RemoteEnvironment = {
  now: () => performance.now(),
  resolver: systemResolver,
};

/**
 * An embedder on another server. Requests have one deadline, follow no redirect and use no proxy;
 * answers are bounded in size and checked; a circuit breaker stops calls to a server that fails.
 */
export class RemoteEmbedder implements Embedder {
  readonly id: string;
  readonly #protocol: EmbeddingProtocol;
  readonly #model: string;
  readonly #endpoint: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;
  readonly #agent: HttpAgent;
  readonly #breaker: CircuitBreaker;
  readonly #now: () => number;
  readonly #calls = new Set<AbortController>();
  #isClosed = false;
  #dimension: number | undefined;
  #profile: EmbedderProfile;

  private constructor(
    protocol: EmbeddingProtocol,
    config: RemoteEmbedderConfig,
    guard: AddressGuard,
    environment: RemoteEnvironment,
  ) {
    this.id = `${protocol.name}:${config.model}`;
    this.#protocol = protocol;
    this.#model = config.model;
    this.#endpoint = protocol.endpoint(new URL(config.url));
    this.#headers = config.apiKey ? { authorization: `Bearer ${config.apiKey}` } : {};
    this.#timeoutMs = config.timeoutMs ?? remoteTimeoutMs;
    const agentOptions = { keepAlive: true, maxSockets: connectionsMax, lookup: guard.lookup };
    const isSecure = this.#endpoint.protocol === "https:";
    this.#agent = isSecure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
    this.#breaker = new CircuitBreaker(environment.now);
    this.#now = environment.now;
    this.#profile = { recall: config.recall ?? useLiteProfile.recall, drift: null };
  }

  /**
   * Reaches the server once, which gives the dimension and how this model's cosines lie.
   *
   * @throws {@link EmbedderConfigError} if the URL, the model or the key cannot be used.
   * @throws {@link ForbiddenAddressError} if the host is link-local or a metadata service.
   * @throws {@link EmbedderError} as `embed` does.
   */
  static async open(
    protocol: EmbeddingProtocol,
    config: RemoteEmbedderConfig,
    environment: Partial<RemoteEnvironment> = {},
  ): Promise<RemoteEmbedder> {
    const { hostname } = checkConfig(config);
    const complete = { ...realEnvironment, ...environment };
    const guard = await AddressGuard.create(hostname, complete.resolver);
    const embedder = new RemoteEmbedder(protocol, config, guard, complete);
    try {
      const measured = await measureCosines(embedder);
      embedder.#profile = {
        ...embedder.#profile,
        drift: { ...measured, reference: useLiteReference },
      };
      return embedder;
    } catch (error) {
      await embedder.close();
      throw error;
    }
  }

  /** Learned from the first answer, so known once the embedder is open. */
  get dimension(): number {
    return this.#dimension ?? 0;
  }

  get profile(): EmbedderProfile {
    return this.#profile;
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.#isClosed) throw closedError();
    if (this.#calls.size >= remoteCallsMax) {
      throw new EmbedderOverloadedError(
        `${remoteCallsMax} embed calls are under way, which is the limit; try again later`,
      );
    }
    const call = new AbortController();
    const abort = (): void => call.abort(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    this.#calls.add(call);
    try {
      return await this.#embedInBatches(texts, call.signal);
    } finally {
      this.#calls.delete(call);
      signal?.removeEventListener("abort", abort);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const call of this.#calls) call.abort(closedError());
    this.#agent.destroy();
  }

  async #embedInBatches(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const deadline = this.#now() + this.#timeoutMs;
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += requestTextsMax) {
      const batch = texts.slice(start, start + requestTextsMax);
      const remainingMs = Math.max(1, Math.ceil(deadline - this.#now()));
      const answered = await this.#breaker.run(
        () => this.#request(batch, remainingMs, signal),
        (error) => judge(error, signal),
      );
      vectors.push(...answered);
    }
    return vectors;
  }

  async #request(
    texts: readonly string[],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Float32Array[]> {
    const body = this.#protocol.requestBody(this.#model, texts);
    const answer = await postJson(this.#endpoint, body, {
      agent: this.#agent,
      headers: this.#headers,
      timeoutMs,
      signal,
    });
    return this.#protocol.readVectors(answer, texts.length).map((value) => {
      const vector = parseVector(value, this.#dimension);
      this.#dimension ??= vector.length;
      return vector;
    });
  }
}

const closedError = () => new EmbedderUnavailableError("the embedder was closed");

function judge(error: unknown, signal: AbortSignal): "failure" | "neutral" {
  const isRequestFault =
    error instanceof EmbedderResponseError && requestFaults.has(error.status ?? 0);
  return signal.aborted || isRequestFault ? "neutral" : "failure";
}

function checkConfig({ url, model, apiKey, timeoutMs }: RemoteEmbedderConfig): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:") {
    throw new EmbedderConfigError("the embedder's URL must be an http: or https: URL");
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new EmbedderConfigError("the embedder's URL must not hold credentials; use the API key");
  }
  if (model === "") throw new EmbedderConfigError("the embedder's model name is empty");
  if (apiKey !== undefined && !/^[\x21-\x7e]*$/.test(apiKey)) {
    throw new EmbedderConfigError("the embedder's API key holds characters that no header may");
  }
  if (timeoutMs !== undefined && !(timeoutMs > 0 && Number.isFinite(timeoutMs))) {
    throw new EmbedderConfigError("the embedder's timeout must be a positive number of ms");
  }
  return parsed;
}
