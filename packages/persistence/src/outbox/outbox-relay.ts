import type { Cancel, Clock } from "../clock.js";
import { persistenceDefaults } from "../defaults.js";
import type { ClaimedOutboxRow } from "../engine/engine-rows.js";
import type { StorageEngine } from "../engine/storage-engine.js";
import { openOutboxRow } from "../store/open-rows.js";
import type { OutboxDelivery, Relay, RelayOptions } from "./relay.js";

type OutboxEngine = Pick<StorageEngine, "claimOutbox" | "deleteOutbox" | "releaseOutbox">;

/**
 * Claims visible rows, delivers them, and deletes each once its delivery is durable: a
 * transactional outbox without a cursor, so that no commit order can make it skip a row.
 */
export class OutboxRelay implements Relay {
  readonly #engine: OutboxEngine;
  readonly #clock: Clock;
  readonly #options: RelayOptions;
  #running = false;
  #round: Promise<void> | undefined;
  /** Rows may have come since the round under way has looked. */
  #woken = false;
  #pollMs: number = persistenceDefaults.outboxPollMinMs;
  #cancelPoll: Cancel = () => {};

  constructor(engine: OutboxEngine, clock: Clock, options: RelayOptions) {
    this.#engine = engine;
    this.#clock = clock;
    this.#options = options;
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

  /** Looks at the outbox now. */
  wake(): void {
    if (!this.#running) return;
    this.#woken = true;
    this.#round ??= this.#rounds();
  }

  async #rounds(): Promise<void> {
    this.#cancelPoll();
    while (this.#running && this.#woken) {
      this.#woken = false;
      const claimed = await this.#deliverVisible();
      this.#pollMs =
        claimed > 0
          ? persistenceDefaults.outboxPollMinMs
          : Math.min(this.#pollMs * 2, persistenceDefaults.outboxPollMaxMs);
      // A full claim means that more rows wait.
      if (claimed === persistenceDefaults.outboxClaimMax) this.#woken = true;
    }
    this.#round = undefined;
    if (!this.#running) return;
    this.#cancelPoll = this.#clock.after(this.#pollMs, () => this.wake());
  }

  async #deliverVisible(): Promise<number> {
    const { outboxClaimMax, outboxLeaseMs, outboxConcurrencyMax } = persistenceDefaults;
    let rows: ClaimedOutboxRow[];
    const nowMs = this.#clock.nowMs();
    try {
      rows = await this.#engine.claimOutbox(nowMs, outboxLeaseMs, outboxClaimMax);
    } catch (error) {
      this.#options.onError?.(error);
      return 0;
    }
    const queue = rows.values();
    const lanes = Math.min(this.#options.concurrencyMax ?? outboxConcurrencyMax, rows.length);
    // The lanes share one iterator, so each row is taken once.
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (const row of queue) {
          // The rest is claimed again: late deliveries beside those of others only make more work.
          if (this.#clock.nowMs() >= nowMs + outboxLeaseMs) return;
          await this.#deliver(row);
        }
      }),
    );
    return rows.length;
  }

  async #deliver(row: ClaimedOutboxRow): Promise<void> {
    const { id, attempts } = row;
    let delivery: OutboxDelivery | undefined;
    let pauseMs: number | undefined;
    try {
      delivery = await openOutboxRow(row);
      const again = await this.#options.deliver(delivery);
      if (again?.againAtMs !== undefined) pauseMs = again.againAtMs - this.#clock.nowMs();
    } catch (error) {
      this.#options.onError?.(error, delivery);
      pauseMs = backoffMs(row);
    }
    const nowMs = this.#clock.nowMs();
    await this.#settle(() =>
      pauseMs === undefined
        ? this.#engine.deleteOutbox(id, attempts)
        : this.#engine.releaseOutbox(id, attempts, nowMs, pauseMs),
    );
  }

  /** A row that cannot be settled comes back when its lease ends. */
  async #settle(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#options.onError?.(error);
    }
  }
}

function backoffMs({ attempts }: ClaimedOutboxRow): number {
  const { outboxRetryMinMs, outboxRetryMaxMs } = persistenceDefaults;
  return Math.min(outboxRetryMinMs * 2 ** (attempts - 1), outboxRetryMaxMs);
}
