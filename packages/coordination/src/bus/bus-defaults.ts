/** Every limit of the bus and its transports, with its default. */
export const busDefaults = Object.freeze({
  /** Subscribers of one bus. */
  subscriberCountMax: 1_024,
  /** Events that wait for one subscriber. */
  queueMax: 1_024,
  /** Events that one subscriber remembers, to tell a repeat from news. */
  dedupWindow: 4_096,
  /** How long a handler may take for one event. */
  timeoutMs: 5_000,
  /** How long a subscriber whose handler timed out receives nothing. */
  stallMs: 30_000,
  /** Failed calls for one event before the subscriber goes on without it. */
  attemptsMax: 5,
  /** Times that an event waits for an earlier one of its source that the subscriber refused. */
  holdBackMax: 8,
  /** Refused events that one subscriber keeps later ones waiting for. */
  refusedMax: 4_096,
  /** How long the outbox transport holds a row for its handlers before it gives the row back. */
  settleWaitMs: 1_000,
  /** Events that the memory transport holds until they are delivered. */
  pendingMax: 4_096,
  /** Pause before the memory transport's second delivery; doubles each time. */
  retryMinMs: 500,
  /** Longest pause between deliveries of the memory transport. */
  retryMaxMs: 60_000,
});
