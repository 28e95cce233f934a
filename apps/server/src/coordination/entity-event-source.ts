import type { EntityState, EntityVersion } from "@semvec/coordination";
import type { EventBatch, EventSource } from "../http/event-source.js";
import type { ServiceHost } from "../sessions/service-host.js";
import type { EventAnnouncer } from "./event-announcer.js";

/** Whose events they are, and how they are found in its state. */
export interface EventSourceParts<Data> {
  readonly host: ServiceHost;
  readonly announcer: EventAnnouncer;
  readonly tenant: string;
  readonly entity: string;
  /** Where the entity stands as the source is made; another incarnation is not followed. */
  readonly version: EntityVersion;
  /** The events that are kept, in the order of the log; `undefined` for another kind of entity. */
  readonly eventsOf: (state: EntityState) => readonly PlacedEvent<Data>[] | undefined;
}

/** An event, and the op that wrote it. */
export interface PlacedEvent<Data> {
  readonly seq: number;
  readonly name: string;
  readonly data: Data;
}

/** Events that an entity keeps in its state, as its log has written them. */
export function entityEventSource<Data>(parts: EventSourceParts<Data>): EventSource<Data> {
  const { host, announcer, tenant, entity, version, eventsOf } = parts;
  return {
    seq: version.seq,
    read: (afterSeq, batchesMax) =>
      host.read(tenant, entity, (state, { genesisSeq }) => {
        if (state === undefined || genesisSeq !== version.genesisSeq) return undefined;
        const events = eventsOf(state)?.filter(({ seq }) => seq > afterSeq);
        return events && batchesOf(events).slice(0, batchesMax);
      }),
    watch: (onChange) => announcer.follow(tenant, entity, onChange),
  };
}

function batchesOf<Data>(events: readonly PlacedEvent<Data>[]): EventBatch<Data>[] {
  const bySeq = new Map<number, { name: string; data: Data }[]>();
  for (const { seq, name, data } of events) {
    const batch = bySeq.get(seq) ?? [];
    batch.push({ name, data });
    bySeq.set(seq, batch);
  }
  return [...bySeq].map(([seq, batch]) => ({ seq, events: batch }));
}
