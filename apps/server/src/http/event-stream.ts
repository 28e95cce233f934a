import type { ServerResponse } from "node:http";
import type { ResponseOf, StreamRouteId } from "@semvec/contract";
import type { Cancel, Clock } from "@semvec/persistence";
import type { Caller } from "../auth/caller.js";
import type { EventBatch, EventSource } from "./event-source.js";

/** Bounds on streams of events. */
export const eventStreamLimits = {
  /** Longest silence on a stream, and time until an event is read that nobody announced. */
  heartbeatMs: 15_000,
  /** Between looks for what other processes on a shared database have appended to a log. */
  headPollMs: 1_000,
  /** Time for a client to read what it was sent, looked at with each heartbeat. */
  stallTimeoutMs: 30_000,
  /** Ops whose events are in memory at once, for one stream. */
  batchesPerReadMax: 100,
  /** Open streams of one licence subject on one worker; over it 429. */
  streamsPerSubjectMax: 16,
} as const;

/** Why the service ended a stream. */
export type StreamEndReason = Extract<
  ResponseOf<StreamRouteId>,
  { readonly reason: string }
>["reason"];

/** What an {@link EventStream} is made of. */
export interface EventStreamParts {
  readonly source: EventSource;
  readonly caller: Caller;
  /** `Last-Event-ID` of the client. Absent: it wants what is new. */
  readonly afterSeq: number | undefined;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/**
 * One answer of server-sent events (WHATWG HTML §9.2), from its head to its end.
 *
 * It reads only as fast as its client does: the next events are fetched when those before are with
 * the operating system, so a slow reader costs one read's memory, and one that stalls is dropped.
 * It may come back with the last id it has read. Only the last event of a batch carries an id: a
 * batch that was cut short is sent again.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #parts: EventStreamParts;
  #seq: number;
  #isReading = false;
  #mayHaveMore = false;
  #stalledSinceMs: number | undefined;
  #cancelTick: Cancel = () => {};
  #unwatch: Cancel = () => {};

  constructor(response: ServerResponse, parts: EventStreamParts) {
    this.#response = response;
    this.#parts = parts;
    this.#seq = parts.afterSeq ?? parts.source.seq;
  }

  /** Sends the head, and from then on events. */
  start(): void {
    const response = this.#response;
    response.once("close", () => {
      this.#cancelTick();
      this.#unwatch();
    });
    response.on("drain", () => {
      this.#stalledSinceMs = undefined;
    });
    // A client that breaks off before the first event knows where to go on.
    this.#write(`id: ${this.#seq}\n\n`);
    this.#unwatch = this.#parts.source.watch(() => this.#wake());
    this.#tick();
  }

  /** Says why, and ends. A client that does not read is cut off. */
  end(reason: StreamEndReason): void {
    const response = this.#response;
    if (response.writableEnded) return;
    if (response.writableNeedDrain) response.destroy();
    else response.end(frame("bye", { reason }));
  }

  #tick(): void {
    const { caller, clock } = this.#parts;
    const { heartbeatMs, stallTimeoutMs } = eventStreamLimits;
    const nowMs = clock.nowMs();
    const leftMs = (caller.expiresAtMs ?? Number.POSITIVE_INFINITY) - nowMs;
    const stalledMs = nowMs - (this.#stalledSinceMs ?? nowMs);
    if (leftMs <= 0) this.end("expired");
    else if (!caller.isValidAt(nowMs)) this.end("revoked");
    else if (stalledMs >= stallTimeoutMs) this.#response.destroy();
    else {
      if (this.#stalledSinceMs === undefined) this.#write(":\n\n");
      this.#wake();
      this.#cancelTick = clock.after(Math.min(heartbeatMs, leftMs), () => this.#tick());
    }
  }

  /** Reads what there is, or has the read under way look again. */
  #wake(): void {
    this.#mayHaveMore = true;
    if (this.#isReading) return;
    this.#isReading = true;
    this.#pump().catch((error: unknown) => {
      this.#parts.onError(error);
      this.#response.destroy();
    });
  }

  async #pump(): Promise<void> {
    const { batchesPerReadMax } = eventStreamLimits;
    while (this.#mayHaveMore && this.#isOpen) {
      this.#mayHaveMore = false;
      const batches = await this.#parts.source.read(this.#seq, batchesPerReadMax);
      if (!this.#isOpen) return;
      if (batches === undefined) {
        this.end("deleted");
        return;
      }
      const last = batches.at(-1);
      if (last === undefined) continue;
      this.#seq = last.seq;
      this.#mayHaveMore ||= batches.length >= batchesPerReadMax;
      this.#write(batches.map(batchText).join(""));
      await this.#drained();
    }
    // In the same turn as the last look for more: nobody can wake it in vain in between.
    this.#isReading = false;
  }

  get #isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }

  #write(text: string): void {
    if (this.#isOpen && !this.#response.write(text)) {
      this.#stalledSinceMs ??= this.#parts.clock.nowMs();
    }
  }

  async #drained(): Promise<void> {
    const response = this.#response;
    if (!this.#isOpen || !response.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        response.off("drain", settle).off("close", settle);
        resolve();
      };
      response.on("drain", settle).on("close", settle);
    });
  }
}

function batchText({ seq, events }: EventBatch<unknown>): string {
  return events
    .map(({ name, data }, index) =>
      frame(name, data, index === events.length - 1 ? `id: ${seq}\n` : ""),
    )
    .join("");
}

/** JSON has no line breaks of its own, so it is one line of data. */
function frame(name: string, data: unknown, id = ""): string {
  return `${id}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
