import type { DriftBusEvent } from "./drift-bus-event.js";

/**
 * Takes an event. Resolves when the transport may forget it; when it rejects, the transport
 * delivers the same event again later.
 */
export type EventReceiver = (event: DriftBusEvent) => Promise<void>;

/**
 * Carries events from publishers to a bus, at least once.
 *
 * A transport hands events of one source over in the order of its log. It does not wait for one
 * event to be settled before it hands the next one over, save by a bound of its own.
 */
export interface EventTransport {
  /**
   * Takes an event to deliver. Resolves when the transport answers for it.
   *
   * @throws TransportFullError when it cannot take one more
   */
  send(event: DriftBusEvent): Promise<void>;
  /** Begins to deliver. Called once. */
  open(receive: EventReceiver): void;
  /** Stops delivering; resolves when the deliveries under way have ended. */
  close(): Promise<void>;
}
