import type { SubscriberStatistics } from "../bus-statistics.js";
import type { DriftBusEvent } from "../drift-bus-event.js";
import { DriftEventBus } from "../drift-event-bus.js";
import type { EventHandler, SubscribeOptions } from "../subscription.js";
import type { CreateTransport } from "./transport-contract.js";
import { VirtualTime } from "./virtual-time.js";

export const region = { tenant: "t", regionId: "region" } as const;

/** A bus on virtual time, and what its subscribers have seen. */
export class BusBench {
  readonly time = new VirtualTime();
  readonly errors: unknown[] = [];
  readonly bus: DriftEventBus;

  constructor(createTransport: CreateTransport) {
    const transport = createTransport(this.time);
    const onError = (error: unknown) => this.errors.push(error);
    this.bus = new DriftEventBus({ transport, scheduler: this.time, onError });
    this.bus.start();
  }

  /** Subscribes to the region; what it saw, as `source/seq`, is the answer. */
  collect(options: SubscribeOptions = {}, handler: EventHandler = () => {}): string[] {
    const seen: string[] = [];
    this.bus.subscribe(
      region,
      (event, delivery) => {
        seen.push(label(event));
        return handler(event, delivery);
      },
      options,
    );
    return seen;
  }

  async publish(...events: readonly DriftBusEvent[]): Promise<void> {
    for (const event of events) await this.bus.publish(event);
    await this.time.settle();
  }

  /** The counts of one subscriber. */
  counts(name = "subscriber-1"): SubscriberStatistics {
    const found = this.bus.statistics().subscribers.find((counts) => counts.name === name);
    if (found === undefined) throw new Error(`no subscriber ${name}`);
    return found;
  }
}

export function label({ source, sourceSeq }: DriftBusEvent): string {
  return `${source}/${sourceSeq}`;
}

/** A promise that a test settles. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A handler that never returns. */
export const hang: EventHandler = () => new Promise(() => {});
