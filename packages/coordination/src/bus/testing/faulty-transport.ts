import { type DriftBusEvent, sourceKey } from "../drift-bus-event.js";
import type { EventReceiver, EventTransport } from "../event-transport.js";
import type { SeededRandom } from "./seeded-random.js";
import type { VirtualTime } from "./virtual-time.js";

/** How often each fault strikes, as a probability. */
export interface FaultRates {
  /** A settled event is delivered once more. */
  readonly duplicate: number;
  /** The transport forgets that an event was settled: a crash between deliver and settle. */
  readonly loseSettlement: number;
  /** A sent event is held back while other sources overtake it. */
  readonly reorder: number;
}

/** Any transport, with faults from a seed. Within a source, order is kept: that is the contract. */
export class FaultyTransport implements EventTransport {
  readonly #inner: EventTransport;
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;
  readonly #rates: FaultRates;
  readonly #heldBySource = new Map<string, DriftBusEvent[]>();
  #stopped = false;

  constructor(inner: EventTransport, time: VirtualTime, random: SeededRandom, rates: FaultRates) {
    this.#inner = inner;
    this.#time = time;
    this.#random = random;
    this.#rates = rates;
  }

  async send(event: DriftBusEvent): Promise<void> {
    const key = sourceKey(event);
    const held = this.#heldBySource.get(key);
    if (held !== undefined) {
      held.push(event);
    } else if (!this.#stopped && this.#random.chance(this.#rates.reorder)) {
      this.#heldBySource.set(key, [event]);
      this.#time.after(this.#random.below(2_000), () => this.#release(key));
    } else {
      await this.#inner.send(event);
    }
  }

  open(receive: EventReceiver): void {
    this.#inner.open(async (event) => {
      await receive(event);
      if (this.#stopped) return;
      if (this.#random.chance(this.#rates.duplicate)) {
        this.#time.after(this.#random.below(5_000), () => void receive(event).catch(() => {}));
      }
      if (this.#random.chance(this.#rates.loseSettlement)) throw new Error("settlement lost");
    });
  }

  /** No more faults: what is held goes out. */
  stopFaults(): void {
    this.#stopped = true;
    for (const key of [...this.#heldBySource.keys()]) this.#release(key);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #release(key: string): void {
    const held = this.#heldBySource.get(key) ?? [];
    this.#heldBySource.delete(key);
    for (const event of held) void this.#inner.send(event);
  }
}
