import type { FromWire, RequestOf, ResponseOf, RouteId } from "@semvec/contract";

/** The body of a route as the named methods take it: camelCase, otherwise as on the wire. */
export type InputOf<Id extends RouteId> =
  RequestOf<Id> extends { body: infer Body } ? Loosened<FromWire<Body>> : never;

/** Lets optional fields be `undefined` too, which `toWire` leaves out. */
export type Loosened<T> = {
  [Name in keyof T]: Pick<T, Name> extends Required<Pick<T, Name>> ? T[Name] : T[Name] | undefined;
};

/** What a named method answers: the answer of its route in camelCase. */
export type AnswerOf<Id extends RouteId> = FromWire<ResponseOf<Id>>;

/** Options of one call. */
export interface CallOptions {
  /**
   * Ends the call, its retries and waits; it rejects with the signal's reason.
   * `AbortSignal.timeout(ms)` sets a deadline. Default: never.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a list that is fetched page by page. */
export interface PageOptions extends CallOptions {
  /** Rows fetched with one request, 1..1000. Default 100. */
  readonly pageRows?: number | undefined;
}

/** Options of following a stream of events. */
export interface StreamOptions extends CallOptions {
  /** `lastEventId` of the last event that was read: goes on after it. Default: what is new. */
  readonly lastEventId?: string | undefined;
}

/** An event of a stream. */
export interface Streamed<Event> {
  /** Pass it to a new stream when this one breaks: it goes on there, and may repeat an event. */
  readonly lastEventId: string;
  readonly event: Event;
}
