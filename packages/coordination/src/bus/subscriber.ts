import type { SubscriberStatistics } from "./bus-statistics.js";
import { type DriftBusEvent, eventId, sourceKey } from "./drift-bus-event.js";
import { EventRefusedError, HandlerTimeoutError, type RefusalReason } from "./errors.js";
import { callHandler } from "./handler-call.js";
import { OrderGate } from "./order-gate.js";
import { RecentMap } from "./recent-map.js";
import type { Scheduler } from "./scheduler.js";
import type { EventHandler, ResolvedSubscribeOptions } from "./subscription.js";
import { createWaitingEvent, type WaitingEvent } from "./waiting-event.js";

/** What a {@link Subscriber} is made of. */
export interface SubscriberParts {
  readonly handler: EventHandler;
  readonly options: ResolvedSubscribeOptions;
  readonly scheduler: Scheduler;
  readonly onError: (error: unknown, event: DriftBusEvent) => void;
}

/** Counts that only ever grow. */
function zeroCounts() {
  return {
    ...{ offered: 0, delivered: 0, duplicates: 0, dropped: 0 },
    ...{ refused: 0, abandoned: 0, failed: 0, timedOut: 0 },
  };
}

/**
 * One handler with its queue. Calls are made one at a time, in the order of the queue; nothing that
 * a handler does reaches another subscriber.
 */
export class Subscriber {
  readonly #parts: SubscriberParts;
  readonly #queue = new Map<string, WaitingEvent>();
  #running: WaitingEvent | undefined;
  /** Ids of events that are settled for good. */
  readonly #settled: RecentMap<string, true>;
  /** Failed calls by event id. */
  readonly #failures: RecentMap<string, number>;
  readonly #gate: OrderGate;
  readonly #counts = zeroCounts();
  #idleWaiters: (() => void)[] = [];
  #cancelStall: (() => void) | undefined;
  #closed = false;

  constructor(parts: SubscriberParts) {
    this.#parts = parts;
    this.#settled = new RecentMap(parts.options.dedupWindow);
    this.#failures = new RecentMap(parts.options.refusedMax);
    this.#gate = new OrderGate(parts.options);
  }

  get statistics(): SubscriberStatistics {
    return {
      name: this.#parts.options.name,
      waiting: this.#queue.size + (this.#running === undefined ? 0 : 1),
      stalled: this.#cancelStall !== undefined,
      ...this.#counts,
      overtaken: this.#gate.overtaken,
    };
  }

  /**
   * Takes one delivery. Resolves when the transport may forget it.
   *
   * @throws EventRefusedError (as a rejection) when the transport is to deliver it again
   */
  offer(event: DriftBusEvent): Promise<void> {
    this.#counts.offered += 1;
    const id = eventId(event);
    const waiting = this.#running?.id === id ? this.#running : this.#queue.get(id);
    if (waiting !== undefined || this.#settled.has(id)) {
      this.#counts.duplicates += 1;
      return waiting === undefined ? Promise.resolve() : this.#acknowledgement(waiting);
    }
    const reason = this.#refusalReason(event);
    if (reason !== undefined) return this.#refuse(event, reason);
    return this.#enqueue(event, id);
  }

  /** Resolves when nothing waits and no call is under way. */
  idle(): Promise<void> {
    if (this.#running === undefined && this.#queue.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /**
   * Takes no more events. What waits goes back to the transport, or is dropped if the transport has
   * forgotten it; a call under way goes on.
   */
  close(): void {
    this.#closed = true;
    this.#cancelStall?.();
    this.#cancelStall = undefined;
    this.#giveBack("closed", () => true);
    this.#wakeIdle();
  }

  /** Takes no more events, and lets the transport forget what waits. */
  unsubscribe(): void {
    this.#closed = true;
    this.#cancelStall?.();
    for (const waiting of this.#queue.values()) this.#drop(waiting);
    this.#queue.clear();
    this.#wakeIdle();
  }

  #refusalReason(event: DriftBusEvent): RefusalReason | undefined {
    if (this.#closed) return "closed";
    if (this.#cancelStall !== undefined) return "stalled";
    if (this.#gate.holdsBack(event)) return "out-of-order";
    return this.#isFull() && this.#parts.options.overflow === "reject" ? "queue-full" : undefined;
  }

  #isFull(): boolean {
    return this.#queue.size >= this.#parts.options.queueMax;
  }

  #refuse(event: DriftBusEvent, reason: RefusalReason): Promise<never> {
    this.#counts.refused += 1;
    this.#gate.refuse(event);
    return Promise.reject(new EventRefusedError(this.#parts.options.name, reason));
  }

  #enqueue(event: DriftBusEvent, id: string): Promise<void> {
    this.#gate.take(event);
    const waiting = createWaitingEvent(event);
    if (this.#isFull()) {
      if (this.#parts.options.overflow === "drop-newest") {
        this.#drop(waiting);
        return waiting.settled;
      }
      const [oldest] = this.#queue.values();
      if (oldest !== undefined) {
        this.#queue.delete(oldest.id);
        this.#drop(oldest);
      }
    }
    this.#queue.set(id, waiting);
    this.#callNext();
    return this.#acknowledgement(waiting);
  }

  #acknowledgement(waiting: WaitingEvent): Promise<void> {
    return this.#isHandled() ? waiting.settled : Promise.resolve();
  }

  #isHandled(): boolean {
    return this.#parts.options.acknowledge === "handled";
  }

  #drop(waiting: WaitingEvent): void {
    this.#counts.dropped += 1;
    this.#settle(waiting);
  }

  #settle(waiting: WaitingEvent): void {
    this.#failures.delete(waiting.id);
    this.#settled.set(waiting.id, true);
    waiting.resolve();
  }

  #callNext(): void {
    if (this.#running !== undefined) return;
    const [next] = this.#queue.values();
    if (next === undefined) {
      this.#wakeIdle();
      return;
    }
    this.#queue.delete(next.id);
    this.#running = next;
    const { handler, scheduler, options } = this.#parts;
    const attempt = (this.#failures.get(next.id) ?? 0) + 1;
    const call = { handler, event: next.event, attempt, ...options };
    void callHandler(scheduler, call)
      .then(
        () => {
          this.#counts.delivered += 1;
          this.#settle(next);
        },
        (error: unknown) => this.#fail(next, attempt, error),
      )
      .then(() => {
        this.#running = undefined;
        this.#callNext();
      });
  }

  #fail(waiting: WaitingEvent, attempt: number, error: unknown): void {
    const timedOut = error instanceof HandlerTimeoutError;
    this.#counts[timedOut ? "timedOut" : "failed"] += 1;
    if (!this.#isHandled() || attempt >= this.#parts.options.attemptsMax) {
      this.#counts.abandoned += 1;
      this.#settle(waiting);
    } else {
      this.#failures.set(waiting.id, attempt);
      this.#return(waiting, timedOut ? "handler-timed-out" : "handler-failed", error);
      // Later events of the same source must not pass the one that comes again.
      const source = sourceKey(waiting.event);
      this.#giveBack("out-of-order", (event) => sourceKey(event) === source);
    }
    if (timedOut && this.#isHandled()) this.#stall();
    this.#report(error, waiting.event);
  }

  #report(error: unknown, event: DriftBusEvent): void {
    try {
      this.#parts.onError(error, event);
    } catch {
      // A reporter that fails must not stop the queue, and there is nobody else to tell.
    }
  }

  /** A handler that hangs would let each event wait for the timeouts of all before it. */
  #stall(): void {
    const { stallMs } = this.#parts.options;
    if (this.#closed || stallMs === 0) return;
    this.#giveBack("stalled", () => true);
    this.#cancelStall = this.#parts.scheduler.after(stallMs, () => {
      this.#cancelStall = undefined;
    });
  }

  #giveBack(reason: RefusalReason, matches: (event: DriftBusEvent) => boolean): void {
    for (const waiting of [...this.#queue.values()]) {
      if (!matches(waiting.event)) continue;
      this.#queue.delete(waiting.id);
      if (this.#isHandled()) this.#return(waiting, reason);
      else this.#drop(waiting);
    }
  }

  #return(waiting: WaitingEvent, reason: RefusalReason, cause?: unknown): void {
    this.#counts.refused += 1;
    this.#gate.refuse(waiting.event);
    waiting.reject(new EventRefusedError(this.#parts.options.name, reason, { cause }));
  }

  #wakeIdle(): void {
    if (this.#running !== undefined || this.#queue.size > 0) return;
    for (const resolve of this.#idleWaiters) resolve();
    this.#idleWaiters = [];
  }
}
