import {
  fromWire,
  type ResponseOf,
  type RouteId,
  routes,
  type StreamRouteId,
  toWire,
} from "@semvec/contract";
import type { AnswerOf, CallOptions, PageOptions, Streamed, StreamOptions } from "./call-types.js";
import { MalformedResponseError, SemvecNetworkError } from "./errors.js";
import { type EventMessage, eventMessages } from "./event-messages.js";
import type { RequestParts } from "./http-request.js";
import type { HttpAnswer, Transport } from "./transport.js";

/** Routes whose answers are pages. */
export type PagedRouteId = {
  [Id in RouteId]: (typeof routes)[Id] extends { readonly paged: true } ? Id : never;
}[RouteId];

/** Routes whose answers are pages and nothing but their rows. */
export type ListRouteId = {
  [Id in PagedRouteId]: ResponseOf<Id> extends readonly unknown[] ? Id : never;
}[PagedRouteId];

/** A row of a list, in camelCase. */
export type RowOf<Id extends ListRouteId> = AnswerOf<Id>[number];

/** The data of a stream's events but the last, in camelCase. */
export type EventOf<Id extends StreamRouteId> = Exclude<AnswerOf<Id>, { reason: unknown }>;

const pageRowsDefault = 100;

/** Calls routes in camelCase. What the groups of named methods share. */
export class RouteCaller {
  readonly #transport: Transport;
  readonly #retriesMax: number;

  constructor(transport: Transport, retriesMax: number) {
    this.#transport = transport;
    this.#retriesMax = retriesMax;
  }

  /** Sends a request in the wire's own names. */
  send(id: RouteId, parts: RequestParts, { signal }: CallOptions = {}): Promise<HttpAnswer> {
    return this.#transport.send(routes[id], parts, { signal, retriesMax: this.#retriesMax });
  }

  async call<Id extends RouteId>(
    id: Id,
    parts: RequestParts,
    options?: CallOptions,
  ): Promise<AnswerOf<Id>> {
    const { body } = await this.send(id, toWire(parts) as RequestParts, options);
    return fromWire(body as ResponseOf<Id>);
  }

  /** The rows of a list; asks for no page before it is wanted. */
  async *rows<Id extends ListRouteId>(
    id: Id,
    parts: RequestParts,
    options?: PageOptions,
  ): AsyncGenerator<RowOf<Id>, void, undefined> {
    for await (const page of this.pages(id, parts, options)) yield* page as readonly RowOf<Id>[];
  }

  /** The pages of a list; asks for none before it is wanted. */
  async *pages<Id extends PagedRouteId>(
    id: Id,
    parts: RequestParts,
    options: PageOptions = {},
  ): AsyncGenerator<AnswerOf<Id>, void, undefined> {
    const limit = options.pageRows ?? pageRowsDefault;
    const request = toWire(parts) as RequestParts;
    let cursor: string | undefined;
    do {
      const query = { ...request.query, cursor, limit };
      const answer = await this.send(id, { ...request, query }, options);
      yield fromWire(answer.body as ResponseOf<Id>);
      cursor = answer.headers.get("x-next-cursor") ?? undefined;
    } while (cursor !== undefined);
  }

  /** The events of a stream, until the service ends it with `bye`. */
  async *events<Id extends StreamRouteId>(
    id: Id,
    parts: RequestParts,
    { signal, lastEventId }: StreamOptions = {},
  ): AsyncGenerator<Streamed<EventOf<Id>>, void, undefined> {
    const stream = await this.#transport.open(routes[id], toWire(parts) as RequestParts, {
      signal,
      retriesMax: this.#retriesMax,
      lastEventId,
    });
    try {
      for await (const message of eventMessages(stream.chunks)) {
        if (message.name === "bye") return;
        const event = fromWire(dataOf(stream.name, message)) as EventOf<Id>;
        yield { lastEventId: message.lastEventId, event };
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof MalformedResponseError) throw error;
      throw new SemvecNetworkError(stream.name, stream.origin, error);
    }
    throw new SemvecNetworkError(stream.name, stream.origin, new Error("the stream broke off"));
  }
}

function dataOf(route: string, { data }: EventMessage): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new MalformedResponseError(route, 200, "a stream of JSON", { cause });
  }
}
