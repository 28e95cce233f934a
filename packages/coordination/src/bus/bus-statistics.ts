/** What became of the events of one subscriber, counted since it subscribed. */
export interface SubscriberStatistics {
  readonly name: string;
  /** Events that wait now, the one in its handler included. */
  readonly waiting: number;
  /** Whether it receives nothing for a while because a call took too long. */
  readonly stalled: boolean;
  /** Deliveries that the transport offered. Every one of them is in one count below or waits. */
  readonly offered: number;
  /** Events whose handler resolved. */
  readonly delivered: number;
  /** Repeats of an event that was settled or waits already. */
  readonly duplicates: number;
  /** Events lost to a full queue, or to the end of the subscription. */
  readonly dropped: number;
  /** Deliveries given back to the transport, whatever the reason. */
  readonly refused: number;
  /** Events given up: after `attemptsMax` failed calls, or after the only one. */
  readonly abandoned: number;
  /** Calls that threw or rejected. */
  readonly failed: number;
  /** Calls that took too long. */
  readonly timedOut: number;
  /** Events given back that a later one of their source has passed. */
  readonly overtaken: number;
}

/** The counts of a bus, and of each subscriber in the order of subscription. */
export interface BusStatistics {
  /** Events that the transport took from `publish`. */
  readonly published: number;
  /** Events that `publish` could not hand to the transport. */
  readonly rejected: number;
  /** Deliveries by the transport, repeats included. */
  readonly received: number;
  readonly subscribers: readonly SubscriberStatistics[];
}
