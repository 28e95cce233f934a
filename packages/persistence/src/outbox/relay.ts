/** An outbox row in delivery. */
export interface OutboxDelivery {
  readonly tenant: string;
  /** Entity that receives it. */
  readonly target: string;
  /** `genesisSeq` of the target when the message was made; drop the message when it differs. */
  readonly targetGenesisSeq: number;
  /** Entity and op that caused it: with them the receiver drops duplicates. */
  readonly source: string;
  readonly sourceSeq: number;
  /** Place among the messages of the same source op, from 0. */
  readonly sourceIndex: number;
  readonly body: Uint8Array;
  /** 1 on the first delivery. */
  readonly attempt: number;
}

/** When a row is to be delivered again: a timer that goes on. */
export interface Redelivery {
  /** Unix milliseconds. */
  readonly againAtMs: number;
}

/** How {@link Store.createRelay} delivers. */
export interface RelayOptions {
  /**
   * Delivers one row. Resolves when its effect is durable; the row is then deleted, or kept until
   * the time it resolves with. When it rejects, the row is delivered again later: delivery is at
   * least once.
   */
  readonly deliver: (row: OutboxDelivery) => Promise<Redelivery | undefined> | Promise<void>;
  /** Told of every failed delivery and every failed look at the outbox. */
  readonly onError?: (error: unknown, row?: OutboxDelivery) => void;
  /** Rows delivered at the same time. Default `outboxConcurrencyMax`. */
  readonly concurrencyMax?: number;
}

/** Moves outbox rows to their targets. */
export interface Relay {
  /** Begins to look for rows. */
  start(): void;
  /** Stops looking and resolves when deliveries under way have ended. */
  stop(): Promise<void>;
}
