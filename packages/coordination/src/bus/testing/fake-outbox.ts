import type { DriftBusEvent } from "../drift-bus-event.js";
import type { EventOutbox, EventRelay, EventRow } from "../outbox-transport.js";
import type { VirtualTime } from "./virtual-time.js";

interface Row extends EventRow {
  readonly id: number;
  visibleAtMs: number;
  /** Deliveries begun; with `id` it names the claim. */
  attempts: number;
}

const claimMax = 100;
const lanesMax = 8;
const leaseMs = 30_000;
const [pollMinMs, pollMaxMs] = [200, 800];
const [retryMinMs, retryMaxMs] = [500, 60_000];

/**
 * An outbox table with relays that behave as those of `@semvec/persistence`: claims in the order of
 * ids under a lease, a few deliveries at a time, later redelivery of what was rejected.
 */
export class FakeOutbox implements EventOutbox {
  readonly rows = new Map<number, Row>();
  readonly #time: VirtualTime;
  #nextId = 1;
  readonly #relays = new Set<FakeRelay>();

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  write = async (event: DriftBusEvent, body: Uint8Array): Promise<void> => {
    const { tenant, source, sourceSeq, sourceIndex } = event;
    const row = { tenant, source, sourceSeq, sourceIndex, targetGenesisSeq: 7, body };
    const id = this.#nextId++;
    this.rows.set(id, { ...row, id, visibleAtMs: this.#time.nowMs(), attempts: 0 });
    for (const relay of this.#relays) relay.wake();
  };

  createRelay = (deliver: (row: EventRow) => Promise<void>): EventRelay => {
    const relay = new FakeRelay(this, this.#time, deliver);
    this.#relays.add(relay);
    return relay;
  };

  claim(): Row[] {
    const nowMs = this.#time.nowMs();
    const visible = [...this.rows.values()].filter((row) => row.visibleAtMs <= nowMs);
    return visible.slice(0, claimMax).map((row) => {
      row.visibleAtMs = nowMs + leaseMs;
      row.attempts += 1;
      return { ...row };
    });
  }

  settle({ id, attempts }: Row): void {
    if (this.rows.get(id)?.attempts === attempts) this.rows.delete(id);
  }

  release({ id, attempts }: Row): void {
    const row = this.rows.get(id);
    if (row?.attempts !== attempts) return;
    const pauseMs = Math.min(retryMinMs * 2 ** (attempts - 1), retryMaxMs);
    row.visibleAtMs = this.#time.nowMs() + pauseMs;
  }
}

class FakeRelay implements EventRelay {
  #running = false;
  #round: Promise<void> | undefined;
  #woken = false;
  #pollMs = pollMinMs;
  #cancelPoll = () => {};
  readonly #outbox: FakeOutbox;
  readonly #time: VirtualTime;
  readonly #deliver: (row: EventRow) => Promise<void>;

  constructor(outbox: FakeOutbox, time: VirtualTime, deliver: (row: EventRow) => Promise<void>) {
    this.#outbox = outbox;
    this.#time = time;
    this.#deliver = deliver;
  }

  start(): void {
    this.#running = true;
    this.wake();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelPoll();
    await this.#round;
  }

  wake(): void {
    if (!this.#running) return;
    this.#woken = true;
    this.#round ??= this.#rounds();
  }

  async #rounds(): Promise<void> {
    this.#cancelPoll();
    while (this.#running && this.#woken) {
      this.#woken = false;
      // A database answers later, never at once.
      await Promise.resolve();
      const rows = this.#outbox.claim();
      const queue = rows.values();
      const lanes = Array.from({ length: Math.min(lanesMax, rows.length) }, async () => {
        for (const row of queue) await this.#deliverOne(row);
      });
      await Promise.all(lanes);
      this.#pollMs = rows.length > 0 ? pollMinMs : Math.min(this.#pollMs * 2, pollMaxMs);
      if (rows.length === claimMax) this.#woken = true;
    }
    this.#round = undefined;
    if (this.#running) this.#cancelPoll = this.#time.after(this.#pollMs, () => this.wake());
  }

  async #deliverOne(row: Row): Promise<void> {
    try {
      await this.#deliver(row);
    } catch {
      this.#outbox.release(row);
      return;
    }
    this.#outbox.settle(row);
  }
}
