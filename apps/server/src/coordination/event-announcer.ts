import { type DriftBusEvent, DriftEventBus, MemoryTransport } from "@semvec/coordination";
import type { Cancel, Clock } from "@semvec/persistence";
import type { Logger } from "pino";
import type { ServiceMetrics } from "../observability/service-metrics.js";

/** What an {@link EventAnnouncer} is made of. */
export interface EventAnnouncerParts {
  readonly clock: Clock;
  readonly metrics: ServiceMetrics;
  readonly log: Logger;
}

/**
 * The drift bus of this process: what is published wakes those who follow the log that it came
 * from. They read the log itself, so an event that the bus loses is late, not lost.
 */
export class EventAnnouncer {
  readonly #bus: DriftEventBus;
  readonly #parts: EventAnnouncerParts;
  /** Those who follow an entity's log, by tenant and entity. */
  readonly #followers = new Map<string, Set<() => void>>();

  constructor(parts: EventAnnouncerParts) {
    this.#parts = parts;
    const { clock: scheduler, log } = parts;
    this.#bus = new DriftEventBus({
      transport: new MemoryTransport({ scheduler }),
      scheduler,
      onError: (err, { kind }) => log.error({ err, kind }, "an event was not announced"),
    });
    const wake = ({ tenant, source }: DriftBusEvent) => this.wake(tenant, source);
    this.#bus.subscribe("all", wake, { name: "event-streams", acknowledge: "queued" });
    this.#bus.start();
  }

  /** Publishes an event; nothing waits for it. */
  readonly publish = (event: DriftBusEvent): void => {
    const { metrics, log } = this.#parts;
    metrics.countEvent(event.kind);
    this.#bus.publish(event).catch((err: unknown) => {
      log.warn({ err, kind: event.kind }, "an event was not published: streams will be late");
    });
  };

  /** Calls back when an entity's log may have something new to tell. */
  follow(tenant: string, entity: string, onChange: () => void): Cancel {
    const key = keyOf(tenant, entity);
    const followers = this.#followers.get(key) ?? new Set();
    this.#followers.set(key, followers.add(onChange));
    return () => {
      followers.delete(onChange);
      if (followers.size === 0 && this.#followers.get(key) === followers) {
        this.#followers.delete(key);
      }
    };
  }

  /** Wakes those who follow an entity, as when it is deleted. */
  wake(tenant: string, entity: string): void {
    for (const onChange of this.#followers.get(keyOf(tenant, entity)) ?? []) onChange();
  }

  close(): Promise<void> {
    return this.#bus.close();
  }
}

function keyOf(tenant: string, entity: string): string {
  return JSON.stringify([tenant, entity]);
}
