import { type DriftBusEvent, DriftEventBus, MemoryTransport } from "@semvec/coordination";
import type { Cancel, Clock } from "@semvec/persistence";
import type { Logger } from "pino";
import type { ServiceMetrics } from "../observability/service-metrics.js";
import type { WatchLog } from "./watch-log.js";

/** What an {@link EventAnnouncer} is made of. */
export interface EventAnnouncerParts {
  readonly clock: Clock;
  readonly metrics: ServiceMetrics;
  readonly log: Logger;
  /** For what other processes append: they publish on buses of their own. */
  readonly watchLog: WatchLog;
}

/** Who follows one entity's log. */
interface Followed {
  readonly followers: Set<() => void>;
  readonly unwatch: Cancel;
}

/**
 * The drift bus of this process: what is published wakes those who follow the log that it came
 * from. They read the log itself, so an event that the bus loses is late, not lost.
 */
export class EventAnnouncer {
  readonly #bus: DriftEventBus;
  readonly #parts: EventAnnouncerParts;
  /** By tenant and entity; one watch serves all who follow a log. */
  readonly #followed = new Map<string, Followed>();

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
    const followed = this.#followed.get(key) ?? this.#begin(tenant, entity);
    const { followers, unwatch } = followed;
    followers.add(onChange);
    return () => {
      followers.delete(onChange);
      if (followers.size > 0 || this.#followed.get(key) !== followed) return;
      this.#followed.delete(key);
      unwatch();
    };
  }

  /** Wakes those who follow an entity, as when it is deleted. */
  wake(tenant: string, entity: string): void {
    const { followers = [] } = this.#followed.get(keyOf(tenant, entity)) ?? {};
    for (const onChange of followers) onChange();
  }

  close(): Promise<void> {
    return this.#bus.close();
  }

  #begin(tenant: string, entity: string): Followed {
    const unwatch = this.#parts.watchLog(tenant, entity, () => this.wake(tenant, entity));
    const followed = { followers: new Set<() => void>(), unwatch };
    this.#followed.set(keyOf(tenant, entity), followed);
    return followed;
  }
}

function keyOf(tenant: string, entity: string): string {
  return JSON.stringify([tenant, entity]);
}
