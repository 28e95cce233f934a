/** Codes of the errors that the bus throws. Stable: callers may compare them. */
export type BusErrorCode =
  | "ERR_BUS_CLOSED"
  | "ERR_BUS_EVENT_INVALID"
  | "ERR_BUS_EVENT_REFUSED"
  | "ERR_BUS_OPTION_INVALID"
  | "ERR_BUS_SETTLEMENT_PENDING"
  | "ERR_BUS_SUBSCRIBERS_FULL"
  | "ERR_BUS_TIMEOUT"
  | "ERR_BUS_TRANSPORT_FULL";

/** Base class of every error that the bus throws on purpose. */
export class BusError extends Error {
  readonly code: BusErrorCode;

  constructor(code: BusErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The bus is closed, and takes neither events nor subscribers. */
export class BusClosedError extends BusError {
  constructor() {
    super("ERR_BUS_CLOSED", "the bus is closed");
  }
}

/** An event, or the stored bytes of one, that cannot be delivered; the message says why. */
export class InvalidEventError extends BusError {
  constructor(problem: string, options?: ErrorOptions) {
    super("ERR_BUS_EVENT_INVALID", `an event ${problem}`, options);
  }
}

/** An option outside its documented bounds. */
export class InvalidBusOptionError extends BusError {
  constructor(option: string, bounds: string) {
    super("ERR_BUS_OPTION_INVALID", `${option} is ${bounds}`);
  }
}

/** Why a subscriber gave an event back. */
export type RefusalReason =
  | "handler-failed"
  | "handler-timed-out"
  | "out-of-order"
  | "queue-full"
  | "stalled"
  | "closed";

/** A subscriber gave an event back to the transport, which is to deliver it again. */
export class EventRefusedError extends BusError {
  readonly subscriber: string;
  readonly reason: RefusalReason;

  constructor(subscriber: string, reason: RefusalReason, options?: ErrorOptions) {
    super("ERR_BUS_EVENT_REFUSED", `${subscriber} gave an event back: ${reason}`, options);
    this.subscriber = subscriber;
    this.reason = reason;
  }
}

/** A handler took longer than its `timeoutMs`. */
export class HandlerTimeoutError extends BusError {
  readonly timeoutMs: number;

  constructor(subscriber: string, timeoutMs: number) {
    super("ERR_BUS_TIMEOUT", `the handler of ${subscriber} took longer than ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** The bus has `subscriberCountMax` subscribers. */
export class SubscribersFullError extends BusError {
  readonly limit: number;

  constructor(limit: number) {
    super("ERR_BUS_SUBSCRIBERS_FULL", `a bus has at most ${limit} subscribers`);
    this.limit = limit;
  }
}

/** The transport holds `pendingMax` events. The event was not taken: publish it again later. */
export class TransportFullError extends BusError {
  readonly limit: number;

  constructor(limit: number) {
    super("ERR_BUS_TRANSPORT_FULL", `the transport holds at most ${limit} events; retry later`);
    this.limit = limit;
  }
}

/** A row went back to its outbox because the handlers of its event need more time. No failure. */
export class SettlementPendingError extends BusError {
  constructor(settleWaitMs: number) {
    super("ERR_BUS_SETTLEMENT_PENDING", `an event is not settled after ${settleWaitMs} ms`);
  }
}
