import type { Cancel } from "@semvec/persistence";

/** One event, before it is encoded. */
export interface StreamEvent<Data> {
  /** What `event:` says; one line. */
  readonly name: string;
  readonly data: Data;
}

/** What one op of an entity's log tells those who follow it: all of it, or nothing. */
export interface EventBatch<Data> {
  /** Place of the op in the log; later batches have higher ones. */
  readonly seq: number;
  readonly events: readonly StreamEvent<Data>[];
}

/**
 * Where a stream gets its events: the log of one entity, read from a place on. So what happened
 * before a client came back and what happens now reach it in one order, none twice, none left out
 * that is still kept.
 */
export interface EventSource<Data = unknown> {
  /** The newest op when the source was made: a stream begins after it unless told otherwise. */
  readonly seq: number;
  /** The batches after `afterSeq`, oldest first; `undefined` when the entity is gone. */
  read(afterSeq: number, batchesMax: number): Promise<readonly EventBatch<Data>[] | undefined>;
  /**
   * Calls back when there may be something to read. It may call too often, and it need not know of
   * every change: a stream also reads at each heartbeat.
   */
  watch(onChange: () => void): Cancel;
}
