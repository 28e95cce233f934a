import type { DriftBusEvent } from "./drift-bus-event.js";
import { HandlerTimeoutError } from "./errors.js";
import type { Scheduler } from "./scheduler.js";
import type { EventHandler } from "./subscription.js";

/** One call of a handler. */
export interface HandlerCall {
  readonly handler: EventHandler;
  readonly event: DriftBusEvent;
  readonly attempt: number;
  /** Of the subscriber, for the error. */
  readonly name: string;
  readonly timeoutMs: number;
}

/**
 * Calls a handler, and waits for it no longer than its time. The call is made after the current
 * one has returned, so that no handler runs inside its publisher.
 *
 * @throws HandlerTimeoutError when time is up; whatever the handler throws
 */
export function callHandler(scheduler: Scheduler, call: HandlerCall): Promise<void> {
  const { handler, event, attempt, name, timeoutMs } = call;
  const controller = new AbortController();
  return new Promise<void>((resolve, reject) => {
    const cancel = scheduler.after(timeoutMs, () => {
      reject(new HandlerTimeoutError(name, timeoutMs));
      controller.abort();
    });
    Promise.resolve()
      .then(() => handler(event, { attempt, signal: controller.signal }))
      .then(resolve, reject)
      .finally(cancel);
  });
}
