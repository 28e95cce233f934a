import type { IncomingHttpHeaders } from "node:http";
import type { ParsedRequestOf, ResponseOf, RouteId, StreamRouteId } from "@semvec/contract";
import type { EventSource } from "../http/event-source.js";

/** A request that has been authenticated, admitted and checked. */
export interface Call<Id extends RouteId> {
  readonly request: ParsedRequestOf<Id>;
  /** Owner of what the request touches; empty on routes that need no licence. */
  readonly tenant: string;
  readonly headers: IncomingHttpHeaders;
  /** Names the request in logs, answers and the memories it brings. */
  readonly requestId: string;
  /** Address of the client. */
  readonly address: string;
}

/** What a handler answers. */
export interface Reply<Id extends RouteId> {
  /** As the route's response schema has it; not sent with the status 304. */
  readonly body: ResponseOf<Id>;
  /** Default: the route's. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the handler of a stream answers: where its events come from. */
export interface StreamReply<Id extends StreamRouteId> {
  readonly source: EventSource<ResponseOf<Id>>;
}

/** What the handler of a route answers. */
export type ReplyOf<Id extends RouteId> = Id extends StreamRouteId ? StreamReply<Id> : Reply<Id>;

/** Answers one route. */
export type Handler<Id extends RouteId> = (call: Call<Id>) => Promise<ReplyOf<Id>> | ReplyOf<Id>;

/** A handler for each of some routes. */
export type Handlers<Ids extends RouteId = RouteId> = { readonly [Id in Ids]: Handler<Id> };
