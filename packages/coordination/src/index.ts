export { busDefaults } from "./bus/bus-defaults.js";
export type { BusStatistics, SubscriberStatistics } from "./bus/bus-statistics.js";
export type {
  AnomalyRaisedEvent,
  DriftBusEvent,
  DriftDetectedEvent,
  DriftRetractedEvent,
  EventBase,
  EventOrigin,
  RegionRealignedEvent,
  VoteCastEvent,
} from "./bus/drift-bus-event.js";
export { DriftEventBus, type DriftEventBusOptions } from "./bus/drift-event-bus.js";
export {
  BusClosedError,
  BusError,
  type BusErrorCode,
  EventRefusedError,
  HandlerTimeoutError,
  InvalidBusOptionError,
  InvalidEventError,
  type RefusalReason,
  SettlementPendingError,
  SubscribersFullError,
  TransportFullError,
} from "./bus/errors.js";
export { decodeEvent, encodeEvent } from "./bus/event-codec.js";
export type { EventReceiver, EventTransport } from "./bus/event-transport.js";
export { MemoryTransport, type MemoryTransportOptions } from "./bus/memory-transport.js";
export {
  type EventOutbox,
  type EventRelay,
  type EventRow,
  OutboxTransport,
  type OutboxTransportOptions,
} from "./bus/outbox-transport.js";
export type { Scheduler } from "./bus/scheduler.js";
export type {
  Acknowledgement,
  EventDelivery,
  EventHandler,
  EventScope,
  OverflowPolicy,
  SubscribeOptions,
} from "./bus/subscription.js";
