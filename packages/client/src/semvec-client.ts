import {
  type FromWire,
  fromWire,
  type RequestOf,
  type ResponseOf,
  type RouteId,
  routes,
  toWire,
} from "@semvec/contract";
import { readClientOptions, type SemvecClientOptions } from "./client-options.js";
import type { RequestParts } from "./http-request.js";
import { Transport } from "./transport.js";

/** Routes a licence token opens, or that are open to all. */
export type ClientRouteId = {
  [Id in RouteId]: (typeof routes)[Id]["auth"] extends "basic" ? never : Id;
}[RouteId];

/** The body of a route as the named methods take it: camelCase, otherwise as on the wire. */
export type InputOf<Id extends RouteId> =
  RequestOf<Id> extends { body: infer Body } ? Loosened<FromWire<Body>> : never;

/** Lets optional fields be `undefined` too, which `toWire` leaves out. */
type Loosened<T> = {
  [Name in keyof T]: Pick<T, Name> extends Required<Pick<T, Name>> ? T[Name] : T[Name] | undefined;
};

/** What a named method answers: the answer of its route in camelCase. */
export type AnswerOf<Id extends RouteId> = FromWire<ResponseOf<Id>>;

/** How memories are listed by {@link SemvecClient.context}. */
export type ContextListing = Loosened<
  Omit<FromWire<RequestOf<"stateContext">["query"]>, "sessionId">
>;

/** Options of one call. */
export interface CallOptions {
  /**
   * Ends the call, its retries and waits; it rejects with the signal's reason.
   * `AbortSignal.timeout(ms)` sets a deadline. Default: never.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Options of listing sessions. */
export interface ListSessionsOptions extends CallOptions {
  /** Sessions fetched with one request, 1..1000. Default 100. */
  readonly pageRows?: number;
}

const pageRowsDefault = 100;

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
  readonly #transport: Transport;
  readonly #retriesMax: number;

  /** @throws ClientConfigError */
  constructor(options: SemvecClientOptions) {
    const { destination, fetch, retriesMax } = readClientOptions(options);
    this.#transport = new Transport(destination, fetch);
    this.#retriesMax = retriesMax;
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
    const { body } = await this.#send(routeId, parts, options);
    return body as ResponseOf<Id>;
  }

  /** Runs a turn: stores the previous response, scores the message, recalls for it. */
  run(turn: InputOf<"run">, options?: CallOptions): Promise<AnswerOf<"run">> {
    return this.#call("run", { body: turn }, options);
  }

  /** Stores a response, paired with the message of the run before or with `message`. */
  store(turn: InputOf<"store">, options?: CallOptions): Promise<AnswerOf<"store">> {
    return this.#call("store", { body: turn }, options);
  }

  /** Stores up to 256 turns of the past, all or nothing. */
  storeTurns(
    sessionId: string,
    turns: InputOf<"storeTurns">["turns"],
    options?: CallOptions,
  ): Promise<AnswerOf<"storeTurns">> {
    return this.#call("storeTurns", { params: { sessionId }, body: { turns } }, options);
  }

  /** Recalls for a query without a trace. */
  recall(
    sessionId: string,
    query: InputOf<"recall">,
    options?: CallOptions,
  ): Promise<AnswerOf<"recall">> {
    return this.#call("recall", { params: { sessionId }, body: query }, options);
  }

  /** Creates a session; with the same id and parameters again it changes nothing. */
  createSession(
    settings: InputOf<"createSession"> = {},
    options?: CallOptions,
  ): Promise<AnswerOf<"createSession">> {
    return this.#call("createSession", { body: settings }, options);
  }

  /** Deletes a session and all it holds. */
  deleteSession(sessionId: string, options?: CallOptions): Promise<AnswerOf<"deleteSession">> {
    return this.#call("deleteSession", { params: { sessionId } }, options);
  }

  /** Forgets what was said; keeps what was set up. */
  resetSession(sessionId: string, options?: CallOptions): Promise<AnswerOf<"resetSession">> {
    return this.#call("resetSession", { params: { sessionId } }, options);
  }

  /** The whole session as JSON, with its checksum. */
  exportSession(sessionId: string, options?: CallOptions): Promise<AnswerOf<"exportSession">> {
    return this.#call("exportSession", { params: { sessionId } }, options);
  }

  /** Replaces what a session is by an exported one, of this or another id. */
  importSession(
    sessionId: string,
    exported: InputOf<"importSession">,
    options?: CallOptions,
  ): Promise<AnswerOf<"importSession">> {
    return this.#call("importSession", { params: { sessionId }, body: exported }, options);
  }

  /** Phase, counts and newest histories of a session. */
  metrics(sessionId: string, options?: CallOptions): Promise<AnswerOf<"sessionMetrics">> {
    return this.#call("sessionMetrics", { params: { sessionId } }, options);
  }

  /** Memories ranked against the session's state, or against `listing.query`. */
  context(
    sessionId: string,
    listing: ContextListing = {},
    options?: CallOptions,
  ): Promise<AnswerOf<"stateContext">> {
    return this.#call("stateContext", { query: { sessionId, ...listing } }, options);
  }

  /** One memory in full. */
  memory(
    sessionId: string,
    memoryHash: string,
    options?: CallOptions,
  ): Promise<AnswerOf<"getMemory">> {
    return this.#call("getMemory", { params: { sessionId, memoryHash } }, options);
  }

  /**
   * The sessions of the licence's subject, oldest first, fetched page by page.
   *
   * @example
   * ```ts
   * for await (const { sessionId } of client.listSessions()) console.log(sessionId);
   * ```
   */
  async *listSessions(
    options: ListSessionsOptions = {},
  ): AsyncGenerator<AnswerOf<"listSessions">[number], void, undefined> {
    const limit = options.pageRows ?? pageRowsDefault;
    let cursor: string | undefined;
    do {
      const answer = await this.#send("listSessions", { query: { cursor, limit } }, options);
      yield* fromWire(answer.body as ResponseOf<"listSessions">);
      cursor = answer.headers.get("x-next-cursor") ?? undefined;
    } while (cursor !== undefined);
  }

  /** Whether the process lives. */
  health(options?: CallOptions): Promise<AnswerOf<"health">> {
    return this.#call("health", {}, options);
  }

  /** Whether the service wants traffic. "Not ready" is an answer here, no error. */
  ready(options?: CallOptions): Promise<AnswerOf<"readyz">> {
    return this.#call("readyz", {}, options);
  }

  async #call<Id extends RouteId>(
    id: Id,
    parts: RequestParts,
    options?: CallOptions,
  ): Promise<AnswerOf<Id>> {
    const { body } = await this.#send(id, toWire(parts) as RequestParts, options);
    return fromWire(body as ResponseOf<Id>);
  }

  #send(id: RouteId, parts: RequestParts, { signal }: CallOptions = {}) {
    return this.#transport.send(routes[id], parts, { signal, retriesMax: this.#retriesMax });
  }
}
