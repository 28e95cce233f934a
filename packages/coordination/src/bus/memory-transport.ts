import { busDefaults } from "./bus-defaults.js";
import type { DriftBusEvent } from "./drift-bus-event.js";
import { BusClosedError, TransportFullError } from "./errors.js";
import type { EventReceiver, EventTransport } from "./event-transport.js";
import type { Scheduler } from "./scheduler.js";

/** How a {@link MemoryTransport} delivers; the defaults stand in {@link busDefaults}. */
export interface MemoryTransportOptions {
  readonly scheduler: Scheduler;
  readonly pendingMax?: number;
  readonly retryMinMs?: number;
  readonly retryMaxMs?: number;
}

/**
 * Events within one process. An event that is given back is delivered again after a pause that
 * doubles; what is pending when the process ends is lost.
 */
export class MemoryTransport implements EventTransport {
  readonly #options: Required<MemoryTransportOptions>;
  /** Pending events, each with the way to stop its next delivery. */
  readonly #pending = new Map<DriftBusEvent, () => void>();
  readonly #deliveries = new Set<Promise<void>>();
  #receive: EventReceiver | undefined;
  #closed = false;

  constructor(options: MemoryTransportOptions) {
    const { pendingMax, retryMinMs, retryMaxMs } = busDefaults;
    this.#options = { pendingMax, retryMinMs, retryMaxMs, ...options };
  }

  /** Events that are not yet settled. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  open(receive: EventReceiver): void {
    this.#receive = receive;
    for (const event of this.#pending.keys()) this.#deliver(event, 1);
  }

  async send(event: DriftBusEvent): Promise<void> {
    if (this.#closed) throw new BusClosedError();
    const { pendingMax } = this.#options;
    if (this.#pending.size >= pendingMax) throw new TransportFullError(pendingMax);
    // A copy of its own: the same event may be sent twice.
    const sent = { ...event };
    this.#pending.set(sent, () => {});
    this.#deliver(sent, 1);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#pending.values()) cancel();
    await Promise.all(this.#deliveries);
  }

  #deliver(event: DriftBusEvent, attempt: number): void {
    if (this.#receive === undefined || this.#closed) return;
    const delivery = this.#receive(event).then(
      () => {
        this.#pending.delete(event);
      },
      () => this.#deliverLater(event, attempt),
    );
    this.#deliveries.add(delivery);
    void delivery.then(() => this.#deliveries.delete(delivery));
  }

  #deliverLater(event: DriftBusEvent, attempt: number): void {
    if (this.#closed) return;
    const { scheduler, retryMinMs, retryMaxMs } = this.#options;
    const pauseMs = Math.min(retryMinMs * 2 ** (attempt - 1), retryMaxMs);
    const cancel = scheduler.after(pauseMs, () => this.#deliver(event, attempt + 1));
    this.#pending.set(event, cancel);
  }
}
