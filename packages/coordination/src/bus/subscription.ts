import { busDefaults } from "./bus-defaults.js";
import type { DriftBusEvent } from "./drift-bus-event.js";
import { InvalidBusOptionError } from "./errors.js";

/** Whose events a subscriber receives: one region's, or every region's of every tenant. */
export type EventScope = { readonly tenant: string; readonly regionId: string } | "all";

/** What a handler knows beside the event. */
export interface EventDelivery {
  /** 1 on the first call for this event, 2 when the first one failed, and so on. */
  readonly attempt: number;
  /** Aborts when the handler has used up its time; what it does from then on is ignored. */
  readonly signal: AbortSignal;
}

/** Receives events, one at a time. It may throw, reject or hang: only its own counts show it. */
export type EventHandler = (event: DriftBusEvent, delivery: EventDelivery) => void | Promise<void>;

/**
 * What happens to an event when `queueMax` events wait already:
 *
 * - `drop-oldest`: the event that has waited longest is dropped, for good, and counted.
 * - `drop-newest`: the new event is dropped, for good, and counted.
 * - `reject`: the new event goes back to the transport, which stands for the publisher and delivers
 *   it again later. Nothing is lost; a transport that is full refuses `publish`.
 */
export type OverflowPolicy = "drop-oldest" | "drop-newest" | "reject";

/**
 * When an event counts as received:
 *
 * - `handled`: when the handler has resolved. Until then the transport keeps the event, so that a
 *   crash, a failure or a timeout brings it again: at least once.
 * - `queued`: when it stands in the queue. One call, whatever comes of it: for live views.
 */
export type Acknowledgement = "handled" | "queued";

/** How a subscriber receives; the defaults stand in {@link busDefaults}. */
export interface SubscribeOptions {
  /** Names the subscriber in statistics and errors. Default `subscriber-N`. */
  readonly name?: string;
  /** Default `handled`. */
  readonly acknowledge?: Acknowledgement;
  /** Default `drop-oldest`. */
  readonly overflow?: OverflowPolicy;
  /** Events that may wait, 1 or more. */
  readonly queueMax?: number;
  /** Events remembered to drop repeats, 0 or more. */
  readonly dedupWindow?: number;
  /** Milliseconds that a call may take, 1 or more. */
  readonly timeoutMs?: number;
  /**
   * Milliseconds without events after a call that took too long, 0 or more. What waits then goes
   * back to the transport. Only with `handled`.
   */
  readonly stallMs?: number;
  /** Failed calls for one event before it is abandoned and counted, 1 or more. With `handled`. */
  readonly attemptsMax?: number;
  /** Times that an event waits for an earlier one that was given back, 0 or more. */
  readonly holdBackMax?: number;
}

/** Options with every default filled in. */
export interface ResolvedSubscribeOptions extends Required<SubscribeOptions> {
  readonly refusedMax: number;
}

const least = {
  queueMax: 1,
  dedupWindow: 0,
  timeoutMs: 1,
  stallMs: 0,
  attemptsMax: 1,
  holdBackMax: 0,
} as const;

/**
 * Fills in the defaults.
 *
 * @throws InvalidBusOptionError for a number out of bounds
 */
export function resolveSubscribeOptions(
  name: string,
  options: SubscribeOptions,
): ResolvedSubscribeOptions {
  const { queueMax, dedupWindow, timeoutMs, stallMs, attemptsMax, holdBackMax, refusedMax } =
    busDefaults;
  const resolved: ResolvedSubscribeOptions = {
    ...{ name, acknowledge: "handled", overflow: "drop-oldest", refusedMax },
    ...{ queueMax, dedupWindow, timeoutMs, stallMs, attemptsMax, holdBackMax },
    ...options,
  };
  for (const [option, min] of Object.entries(least)) {
    const value = resolved[option as keyof typeof least];
    if (!Number.isSafeInteger(value) || value < min) {
      throw new InvalidBusOptionError(option, `a whole number from ${min}, got ${value}`);
    }
  }
  return resolved;
}
