import { comparePositions, type DriftBusEvent, sourceKey } from "./drift-bus-event.js";

interface Refused {
  readonly event: DriftBusEvent;
  /** Times that it was given back only because an earlier one was missing. */
  holds: number;
}

/** Limits of an {@link OrderGate}. */
export interface OrderGateLimits {
  readonly holdBackMax: number;
  readonly refusedMax: number;
}

/**
 * Keeps the events of a source in order although some are given back to the transport: while one
 * of them is away, later ones have to wait for it.
 *
 * The wait is bounded. An event that may have gone to another process never comes back here, so
 * that what waits for it passes after `holdBackMax` refusals without a sign of it; how many were
 * passed is counted.
 */
export class OrderGate {
  readonly #limits: OrderGateLimits;
  readonly #refused = new Map<string, Refused[]>();
  #size = 0;
  #overtaken = 0;

  constructor(limits: OrderGateLimits) {
    this.#limits = limits;
  }

  /** Events that a later one of their source has passed. */
  get overtaken(): number {
    return this.#overtaken;
  }

  /** Whether the event has to wait; counts that it was asked. */
  holdsBack(event: DriftBusEvent): boolean {
    const refused = this.#refused.get(sourceKey(event)) ?? [];
    if (!refused.some((other) => comparePositions(other.event, event) < 0)) return false;
    const own = this.#find(event) ?? this.refuse(event);
    if (own.holds >= this.#limits.holdBackMax) return false;
    own.holds += 1;
    return true;
  }

  /**
   * The subscriber gives the event back: later ones of its source wait from here on, anew, for it
   * has just been seen.
   */
  refuse(event: DriftBusEvent): Refused {
    const key = sourceKey(event);
    for (const other of this.#refused.get(key) ?? []) {
      if (comparePositions(other.event, event) > 0) other.holds = 0;
    }
    const held = this.#find(event);
    if (held !== undefined) return held;
    const refused = { event, holds: 0 };
    this.#refused.set(key, [...(this.#refused.get(key) ?? []), refused]);
    this.#size += 1;
    if (this.#size > this.#limits.refusedMax) this.#forgetOldestSource(key);
    return refused;
  }

  /** The subscriber takes the event: neither it nor an earlier one is waited for any more. */
  take(event: DriftBusEvent): void {
    const key = sourceKey(event);
    const refused = this.#refused.get(key);
    if (refused === undefined) return;
    const later = refused.filter((other) => comparePositions(other.event, event) > 0);
    const earlier = refused.filter((other) => comparePositions(other.event, event) < 0);
    this.#overtaken += earlier.length;
    this.#size -= refused.length - later.length;
    if (later.length === 0) this.#refused.delete(key);
    else this.#refused.set(key, later);
  }

  #find(event: DriftBusEvent): Refused | undefined {
    return this.#refused
      .get(sourceKey(event))
      ?.find((other) => comparePositions(other.event, event) === 0);
  }

  #forgetOldestSource(except: string): void {
    const oldest = [...this.#refused.keys()].find((key) => key !== except) ?? except;
    const forgotten = this.#refused.get(oldest)?.length ?? 0;
    this.#refused.delete(oldest);
    this.#size -= forgotten;
    this.#overtaken += forgotten;
  }
}
