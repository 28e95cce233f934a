import { busDefaults } from "./bus-defaults.js";
import type { BusStatistics } from "./bus-statistics.js";
import { type DriftBusEvent, regionsOf } from "./drift-bus-event.js";
import { BusClosedError, SubscribersFullError } from "./errors.js";
import { checkEvent } from "./event-fields.js";
import type { EventTransport } from "./event-transport.js";
import type { Scheduler } from "./scheduler.js";
import { Subscriber } from "./subscriber.js";
import {
  type EventHandler,
  type EventScope,
  resolveSubscribeOptions,
  type SubscribeOptions,
} from "./subscription.js";

/** What a {@link DriftEventBus} runs on. */
export interface DriftEventBusOptions {
  readonly transport: EventTransport;
  /** Timers for handlers that take too long. */
  readonly scheduler: Scheduler;
  /** Default {@link busDefaults}`.subscriberCountMax`. */
  readonly subscriberCountMax?: number;
  /** Told of every call that failed or took too long. Counts are kept without it. */
  readonly onError?: (error: unknown, event: DriftBusEvent) => void;
}

/**
 * Brings events to the callbacks of their region.
 *
 * - A callback that throws or hangs harms nobody else: each has its own bounded queue, one call at
 *   a time, and a time limit.
 * - Delivery is at least once to subscribers that acknowledge when `handled`; repeats are dropped
 *   by `(tenant, source, sourceSeq, sourceIndex)` within a window, so that an effect which is
 *   itself idempotent (an op log's) is exactly once.
 * - Events of one source, and so of one cluster's own turns, arrive in the order of its log, also
 *   after a failure. Between sources there is only the time of the event, `atMs`.
 *
 * @example
 * const transport = new MemoryTransport({ scheduler });
 * const bus = new DriftEventBus({ transport, scheduler });
 * const unsubscribe = bus.subscribe({ tenant: "me", regionId: "support" }, (event) => {
 *   if (event.kind === "drift-detected") console.log(event.clusterId, event.driftScore);
 * });
 * bus.start();
 */
export class DriftEventBus {
  readonly #options: DriftEventBusOptions;
  readonly #subscribers = new Set<Subscriber>();
  /** Subscribers by tenant and region, and those of everything. */
  readonly #byScope = new Map<string, Set<Subscriber>>();
  #named = 0;
  #published = 0;
  #rejected = 0;
  #received = 0;
  #started = false;
  #closing: Promise<void> | undefined;

  constructor(options: DriftEventBusOptions) {
    this.#options = options;
  }

  /**
   * Begins to deliver. Subscribe before: an event that nobody wants is settled, and the transport
   * may hold some from an earlier life of the process.
   *
   * @throws BusClosedError
   */
  start(): void {
    if (this.#closing !== undefined) throw new BusClosedError();
    if (this.#started) return;
    this.#started = true;
    this.#options.transport.open((event) => this.#receive(event));
  }

  /**
   * Hands an event to the transport. Resolves when the transport answers for it, which may be
   * before any subscriber has seen it.
   *
   * @throws BusClosedError, InvalidEventError, TransportFullError (as a rejection)
   */
  async publish(event: DriftBusEvent): Promise<void> {
    try {
      if (this.#closing !== undefined) throw new BusClosedError();
      checkEvent({ ...event });
      await this.#options.transport.send(event);
    } catch (error) {
      this.#rejected += 1;
      throw error;
    }
    this.#published += 1;
  }

  /**
   * Calls `handler` for events from now on. Returns the way to stop: what waits is dropped then,
   * and a call under way goes on.
   *
   * @throws BusClosedError, SubscribersFullError, InvalidBusOptionError
   */
  subscribe(scope: EventScope, handler: EventHandler, options: SubscribeOptions = {}): () => void {
    if (this.#closing !== undefined) throw new BusClosedError();
    const { subscriberCountMax = busDefaults.subscriberCountMax, scheduler } = this.#options;
    if (this.#subscribers.size >= subscriberCountMax) {
      throw new SubscribersFullError(subscriberCountMax);
    }
    const resolved = resolveSubscribeOptions(`subscriber-${this.#named + 1}`, options);
    this.#named += 1;
    const onError = (error: unknown, event: DriftBusEvent) => this.#options.onError?.(error, event);
    const subscriber = new Subscriber({ handler, options: resolved, scheduler, onError });
    this.#subscribers.add(subscriber);
    const key = scopeKey(scope);
    this.#byScope.set(key, (this.#byScope.get(key) ?? new Set()).add(subscriber));
    return () => this.#unsubscribe(subscriber, key);
  }

  /** The counts as they stand. */
  statistics(): BusStatistics {
    return {
      published: this.#published,
      rejected: this.#rejected,
      received: this.#received,
      subscribers: [...this.#subscribers].map(({ statistics }) => statistics),
    };
  }

  /**
   * Resolves when the events that the transport has delivered so far have left every queue. Events
   * that were given back are the transport's, and may come again.
   */
  async drain(): Promise<void> {
    await Promise.all([...this.#subscribers].map((subscriber) => subscriber.idle()));
  }

  /**
   * Takes no more events, gives back what waits, lets calls under way end (or time out), and
   * closes the transport. Call {@link drain} before it to have what waits handled first.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const subscriber of this.#subscribers) subscriber.close();
    await this.drain();
    await this.#options.transport.close();
  }

  #unsubscribe(subscriber: Subscriber, key: string): void {
    if (!this.#subscribers.delete(subscriber)) return;
    const sharing = this.#byScope.get(key);
    sharing?.delete(subscriber);
    if (sharing?.size === 0) this.#byScope.delete(key);
    subscriber.unsubscribe();
  }

  async #receive(event: DriftBusEvent): Promise<void> {
    this.#received += 1;
    if (this.#closing !== undefined) throw new BusClosedError();
    const keys = regionsOf(event).map((regionId) => scopeKey({ tenant: event.tenant, regionId }));
    const concerned = new Set(
      [...keys, scopeKey("all")].flatMap((key) => [...(this.#byScope.get(key) ?? [])]),
    );
    // Every subscriber has the event in its queue before anything is waited for.
    const offers = [...concerned].map((subscriber) => subscriber.offer(event));
    const outcomes = await Promise.allSettled(offers);
    const refused = outcomes.find((outcome) => outcome.status === "rejected");
    if (refused !== undefined) throw refused.reason;
  }
}

function scopeKey(scope: EventScope): string {
  return scope === "all" ? "all" : JSON.stringify([scope.tenant, scope.regionId]);
}
