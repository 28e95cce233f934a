import type { Clock } from "@semvec/persistence";
import type { Request, Response } from "express";
import type { Logger } from "pino";
import type { Caller } from "../auth/caller.js";
import { TooManyStreamsError } from "../errors/errors.js";
import type { Drain } from "./drain.js";
import type { EventSource } from "./event-source.js";
import { EventStream, eventStreamLimits } from "./event-stream.js";
import { lastEventId } from "./last-event-id.js";
import { contextOf } from "./request-context.js";

/** What all streams share. */
export interface EventStreamsParts {
  readonly clock: Clock;
  readonly drain: Drain;
  readonly log: Logger;
}

/** The streams of events that are open on this worker. */
export class EventStreams {
  readonly #parts: EventStreamsParts;
  readonly #open = new Map<string, Set<EventStream>>();

  constructor(parts: EventStreamsParts) {
    this.#parts = parts;
    parts.drain.onBegin(() => {
      for (const streams of this.#open.values()) {
        for (const stream of streams) stream.end("draining");
      }
    });
  }

  /** Streams that are open. */
  get count(): number {
    return [...this.#open.values()].reduce((sum, streams) => sum + streams.size, 0);
  }

  /** @throws TooManyStreamsError when a subject has as many open as it may */
  assertRoom(tenant: string): void {
    const open = this.#open.get(tenant)?.size ?? 0;
    if (open >= eventStreamLimits.streamsPerSubjectMax) throw new TooManyStreamsError();
  }

  /**
   * Answers a request with events, until its client leaves or the stream ends. While the server
   * drains, a stream ends as it begins: a browser then comes back to another worker, where a
   * refusal would make it give up.
   *
   * @throws TooManyStreamsError
   */
  serve(request: Request, response: Response, caller: Caller, source: EventSource): void {
    this.assertRoom(caller.tenant);
    // A client that has left already ends nothing any more: its stream would stay for good.
    if (response.destroyed) return;
    response.writeHead(200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      // Proxies that gather answers would hold events back.
      "X-Accel-Buffering": "no",
    });
    const context = contextOf(response);
    context.answeredMs = performance.now();
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    const { clock, drain, log } = this.#parts;
    const stream = new EventStream(response, {
      source,
      caller,
      afterSeq: lastEventId(request.headers),
      clock,
      onError: (err) => log.error({ requestId: context.requestId, err }, "stream failed"),
    });
    this.#add(caller.tenant, stream, response);
    stream.start();
    if (drain.isDraining) stream.end("draining");
  }

  #add(tenant: string, stream: EventStream, response: Response): void {
    const streams = this.#open.get(tenant) ?? new Set();
    this.#open.set(tenant, streams.add(stream));
    response.once("close", () => {
      streams.delete(stream);
      if (streams.size === 0) this.#open.delete(tenant);
    });
  }
}
