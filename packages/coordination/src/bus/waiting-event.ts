import { type DriftBusEvent, eventId } from "./drift-bus-event.js";

/** An event in a queue, and the promise of what becomes of it. */
export interface WaitingEvent {
  readonly id: string;
  readonly event: DriftBusEvent;
  /** Settles with the event; nobody need listen. */
  readonly settled: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export function createWaitingEvent(event: DriftBusEvent): WaitingEvent {
  let resolve: () => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const settled = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  settled.catch(() => {});
  return { id: eventId(event), event, settled, resolve, reject };
}
