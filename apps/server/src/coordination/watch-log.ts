import type { Cancel, Clock, EntityHead } from "@semvec/persistence";
import { eventStreamLimits } from "../http/event-stream.js";

/** Calls back when the log of an entity has grown through another process. */
export type WatchLog = (tenant: string, entity: string, onChange: () => void) => Cancel;

/** Ends of logs, by entity: what a `TenantStore` says of them. */
interface LogEnds {
  head(entity: string): Promise<Pick<EntityHead, "seq"> | undefined>;
}

/** What a {@link WatchLog} asks of a `Store`. */
export interface WatchedStore {
  readonly exclusive: boolean;
  forTenant(tenant: string): LogEnds;
}

/** Makes a {@link WatchLog}: it asks for the end of each log that is watched, again and again. */
export function createWatchLog(store: WatchedStore, clock: Clock): WatchLog {
  // Who is alone on the database announces every change itself.
  if (store.exclusive) return () => () => {};
  return (tenant, entity, onChange) => {
    const watch = new LogWatch({ store: store.forTenant(tenant), clock, entity, onChange });
    watch.start();
    return () => watch.stop();
  };
}

interface LogWatchParts {
  readonly store: LogEnds;
  readonly clock: Clock;
  readonly entity: string;
  readonly onChange: () => void;
}

/** Watches one log. */
class LogWatch {
  readonly #parts: LogWatchParts;
  /** Unknown until the first look, which so counts as a change: there may have been one. */
  #seq: number | undefined;
  #isOver = false;
  #cancel: Cancel = () => {};

  constructor(parts: LogWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#cancel = this.#parts.clock.after(eventStreamLimits.headPollMs, async () => {
      await this.#look();
      // Only now: a slow database is not asked faster than it answers.
      if (!this.#isOver) this.start();
    });
  }

  stop(): void {
    this.#isOver = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const { store, entity, onChange } = this.#parts;
    try {
      const head = await store.head(entity);
      if (this.#isOver || head?.seq === this.#seq) return;
      this.#seq = head?.seq;
    } catch {
      // Streams read at each heartbeat too, and report a database that stays away.
      return;
    }
    onChange();
  }
}
