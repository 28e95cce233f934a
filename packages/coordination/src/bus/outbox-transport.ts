import { busDefaults } from "./bus-defaults.js";
import type { DriftBusEvent, EventOrigin } from "./drift-bus-event.js";
import { SettlementPendingError } from "./errors.js";
import { decodeEvent, encodeEvent } from "./event-codec.js";
import type { EventReceiver, EventTransport } from "./event-transport.js";
import type { Scheduler } from "./scheduler.js";

/** An event as a transactional outbox delivers it. */
export interface EventRow extends EventOrigin {
  /** Made by {@link encodeEvent}. */
  readonly body: Uint8Array;
}

/** Moves rows from an outbox to `deliver`. */
export interface EventRelay {
  start(): void;
  /** Resolves when the deliveries under way have ended. */
  stop(): Promise<void>;
}

/** What an {@link OutboxTransport} runs on. */
export interface OutboxTransportOptions {
  readonly outbox: EventOutbox;
  readonly scheduler: Scheduler;
  /** Milliseconds, 1 or more. Default {@link busDefaults}`.settleWaitMs`. */
  readonly settleWaitMs?: number;
}

/** The outbox behind an {@link OutboxTransport}. */
export interface EventOutbox {
  /** Writes the row of an event, in the commit of the op that caused it where there is one. */
  readonly write: (event: DriftBusEvent, body: Uint8Array) => Promise<void>;
  /**
   * A relay that delivers rows in the order of each source's log, forgets a row when `deliver`
   * resolves, and delivers it again later when it rejects.
   */
  readonly createRelay: (deliver: (row: EventRow) => Promise<void>) => EventRelay;
}

/**
 * Events across workers, and over restarts: an event is a row of a transactional outbox, and is
 * forgotten only when its subscribers have settled it.
 *
 * A relay delivers a few rows at a time, so a slow handler would hold up the rows of others. A row
 * whose event is not settled within `settleWaitMs` is therefore given back while the event goes on
 * waiting for its handler; when the row comes again, it is a repeat of an event that is settled.
 *
 * A source's order holds for what one bus receives in its life: workers share the rows of an
 * outbox, and a new process does not know which rows an earlier one gave back. A receiver for whom
 * order matters beyond that goes by `atMs` and `sourceSeq`.
 *
 * @example
 * const transport = new OutboxTransport({
 *   scheduler: systemClock,
 *   outbox: {
 *     write: (event, body) => commitWithOutboxRow(event, body),
 *     createRelay: (deliver) => store.createRelay({ deliver }),
 *   },
 * });
 */
export class OutboxTransport implements EventTransport {
  readonly #outbox: EventOutbox;
  readonly #scheduler: Scheduler;
  readonly #settleWaitMs: number;
  #relay: EventRelay | undefined;

  constructor(options: OutboxTransportOptions) {
    this.#outbox = options.outbox;
    this.#scheduler = options.scheduler;
    this.#settleWaitMs = options.settleWaitMs ?? busDefaults.settleWaitMs;
  }

  send(event: DriftBusEvent): Promise<void> {
    return this.#outbox.write(event, encodeEvent(event));
  }

  open(receive: EventReceiver): void {
    this.#relay = this.#outbox.createRelay((row) => this.#deliver(row, receive));
    this.#relay.start();
  }

  async close(): Promise<void> {
    await this.#relay?.stop();
  }

  #deliver(row: EventRow, receive: EventReceiver): Promise<void> {
    return new Promise((resolve, reject) => {
      const settled = receive(decodeEvent(row, row.body));
      const cancel = this.#scheduler.after(this.#settleWaitMs, () =>
        reject(new SettlementPendingError(this.#settleWaitMs)),
      );
      settled.finally(cancel).then(resolve, reject);
    });
  }
}
