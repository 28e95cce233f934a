import type { FromWire, RequestOf, ResponseOf, RouteId, routes } from "@semvec/contract";
import type { AnswerOf, CallOptions, InputOf, Loosened, PageOptions } from "./call-types.js";
import { readClientOptions, type SemvecClientOptions } from "./client-options.js";
import { ClusterCalls } from "./cluster-calls.js";
import { MemoryCalls } from "./memory-calls.js";
import { NetworkCalls } from "./network-calls.js";
import { ObserverCalls } from "./observer-calls.js";
import { RegionCalls } from "./region-calls.js";
import { RouteCaller, type RowOf } from "./route-caller.js";
import { Transport } from "./transport.js";

/** Routes that a licence token opens, or that are open to all; streams have methods of their own. */
export type ClientRouteId = {
  [Id in RouteId]: (typeof routes)[Id] extends
    | { readonly auth: "basic" }
    | { readonly streamed: true }
    ? never
    : Id;
}[RouteId];

/** How memories are listed by {@link SemvecClient.context}. */
export type ContextListing = Loosened<
  Omit<FromWire<RequestOf<"stateContext">["query"]>, "sessionId">
>;

/**
 * A typed client of the Semvec service. Runs on Node and in browsers.
 *
 * The named methods speak camelCase and answer the same fields as the in-process `Session` of
 * `@semvec/core`; {@link SemvecClient.request} speaks the wire's own names and reaches every route.
 * Every method throws {@link SemvecHttpError} when the service refuses,
 * {@link SemvecNetworkError} when it does not answer, {@link MalformedResponseError} when something
 * else answers, and the signal's reason when aborted.
 *
 * A request is sent again when that is safe, at most `retriesMax` times: any request after 429 or
 * 503 with `Retry-After` (of at most 60 s), and a `GET` also after 502, 503, 504 or no answer.
 *
 * @example
 * ```ts
 * const client = new SemvecClient({ baseUrl: "http://127.0.0.1:8080", token });
 * const { sessionId, context } = await client.run({ message: "Where is my order?" });
 * // … send context to a model, then store what it answered:
 * await client.store({ sessionId, response: "It left our warehouse on Monday." });
 * ```
 */
export class SemvecClient {
  /** The memories of sessions, one by one. */
  readonly memories: MemoryCalls;
  /** Sessions that share a direction. */
  readonly clusters: ClusterCalls;
  /** Clusters that are realigned when enough of them drift. */
  readonly regions: RegionCalls;
  /** What stands out among all clusters. */
  readonly observer: ObserverCalls;
  /** Between sessions, and users kept apart. */
  readonly network: NetworkCalls;
  readonly #caller: RouteCaller;

  /** @throws ClientConfigError */
  constructor(options: SemvecClientOptions) {
    const { destination, fetch, retriesMax } = readClientOptions(options);
    this.#caller = new RouteCaller(new Transport(destination, fetch), retriesMax);
    this.memories = new MemoryCalls(this.#caller);
    this.clusters = new ClusterCalls(this.#caller);
    this.regions = new RegionCalls(this.#caller);
    this.observer = new ObserverCalls(this.#caller);
    this.network = new NetworkCalls(this.#caller);
  }

  /**
   * Calls any route of the table, with the names and values of the wire.
   *
   * @example
   * ```ts
   * const { top_similarity } = await client.request("run", { body: { message: "Hello" } });
   * ```
   */
  async request<Id extends ClientRouteId>(
    routeId: Id,
    parts: RequestOf<Id>,
    options: CallOptions = {},
  ): Promise<ResponseOf<Id>> {
    const { body } = await this.#caller.send(routeId, parts, options);
    return body as ResponseOf<Id>;
  }

  /** Runs a turn: stores the previous response, scores the message, recalls for it. */
  run(turn: InputOf<"run">, options?: CallOptions): Promise<AnswerOf<"run">> {
    return this.#caller.call("run", { body: turn }, options);
  }

  /** Stores a response, paired with the message of the run before or with `message`. */
  store(turn: InputOf<"store">, options?: CallOptions): Promise<AnswerOf<"store">> {
    return this.#caller.call("store", { body: turn }, options);
  }

  /** Stores up to 256 turns of the past, all or nothing. */
  storeTurns(
    sessionId: string,
    turns: InputOf<"storeTurns">["turns"],
    options?: CallOptions,
  ): Promise<AnswerOf<"storeTurns">> {
    return this.#caller.call("storeTurns", { params: { sessionId }, body: { turns } }, options);
  }

  /** Recalls for a query without a trace. */
  recall(
    sessionId: string,
    query: InputOf<"recall">,
    options?: CallOptions,
  ): Promise<AnswerOf<"recall">> {
    return this.#caller.call("recall", { params: { sessionId }, body: query }, options);
  }

  /** Creates a session; with the same id and parameters again it changes nothing. */
  createSession(
    settings: InputOf<"createSession"> = {},
    options?: CallOptions,
  ): Promise<AnswerOf<"createSession">> {
    return this.#caller.call("createSession", { body: settings }, options);
  }

  /** Deletes a session and all it holds. */
  deleteSession(sessionId: string, options?: CallOptions): Promise<AnswerOf<"deleteSession">> {
    return this.#caller.call("deleteSession", { params: { sessionId } }, options);
  }

  /** Forgets what was said; keeps what was set up. */
  resetSession(sessionId: string, options?: CallOptions): Promise<AnswerOf<"resetSession">> {
    return this.#caller.call("resetSession", { params: { sessionId } }, options);
  }

  /** The whole session as JSON, with its checksum. */
  exportSession(sessionId: string, options?: CallOptions): Promise<AnswerOf<"exportSession">> {
    return this.#caller.call("exportSession", { params: { sessionId } }, options);
  }

  /** Replaces what a session is by an exported one, of this or another id. */
  importSession(
    sessionId: string,
    exported: InputOf<"importSession">,
    options?: CallOptions,
  ): Promise<AnswerOf<"importSession">> {
    return this.#caller.call("importSession", { params: { sessionId }, body: exported }, options);
  }

  /** Phase, counts and newest histories of a session. */
  metrics(sessionId: string, options?: CallOptions): Promise<AnswerOf<"sessionMetrics">> {
    return this.#caller.call("sessionMetrics", { params: { sessionId } }, options);
  }

  /** Memories ranked against the session's state, or against `listing.query`. */
  context(
    sessionId: string,
    listing: ContextListing = {},
    options?: CallOptions,
  ): Promise<AnswerOf<"stateContext">> {
    return this.#caller.call("stateContext", { query: { sessionId, ...listing } }, options);
  }

  /** One memory in full. */
  memory(
    sessionId: string,
    memoryHash: string,
    options?: CallOptions,
  ): Promise<AnswerOf<"getMemory">> {
    return this.#caller.call("getMemory", { params: { sessionId, memoryHash } }, options);
  }

  /**
   * The sessions of the licence's subject, oldest first, fetched page by page.
   *
   * @example
   * ```ts
   * for await (const { sessionId } of client.listSessions()) console.log(sessionId);
   * ```
   */
  listSessions(options?: PageOptions): AsyncGenerator<RowOf<"listSessions">, void, undefined> {
    return this.#caller.rows("listSessions", {}, options);
  }

  /** Whether the process lives. */
  health(options?: CallOptions): Promise<AnswerOf<"health">> {
    return this.#caller.call("health", {}, options);
  }

  /** Whether the service wants traffic. "Not ready" is an answer here, no error. */
  ready(options?: CallOptions): Promise<AnswerOf<"readyz">> {
    return this.#caller.call("readyz", {}, options);
  }
}
