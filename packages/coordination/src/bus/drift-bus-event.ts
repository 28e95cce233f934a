import type { DriftPhase } from "@semvec/core";

/** The op that caused an event. Unique, so that a receiver can tell a repeat from news. */
export interface EventOrigin {
  /** Owner of the region; ids are unique only within it. */
  readonly tenant: string;
  /** Entity whose op caused the event: a session, cluster, region or observer. */
  readonly source: string;
  /** Place of that op in the log of `source`. */
  readonly sourceSeq: number;
  /** Place among the events of the same op, from 0. */
  readonly sourceIndex: number;
  /**
   * Incarnation of the receiver that the event was written for, where the transport keeps it. A
   * receiver that was deleted and made again since drops the event.
   */
  readonly targetGenesisSeq?: number;
}

/** What every event has. */
export interface EventBase extends EventOrigin {
  /** When it happened, in milliseconds since the Unix epoch; not when it was delivered. */
  readonly atMs: number;
}

/** A turn of a cluster left its topic. */
export interface DriftDetectedEvent extends EventBase {
  readonly kind: "drift-detected";
  readonly regionId: string;
  readonly clusterId: string;
  /** 0..1. */
  readonly driftScore: number;
  readonly driftPhase: DriftPhase;
}

/** The reply showed that a detected drift was none. */
export interface DriftRetractedEvent extends EventBase {
  readonly kind: "drift-retracted";
  readonly regionId: string;
  readonly clusterId: string;
  /** `sourceSeq` of the `drift-detected` event that no longer holds. */
  readonly retractedSeq: number;
}

/** A region has counted the drift of a cluster as its vote. */
export interface VoteCastEvent extends EventBase {
  readonly kind: "vote-cast";
  readonly regionId: string;
  readonly clusterId: string;
  /** Votes inside the window, this one included. */
  readonly liveVoteCount: number;
  /** Clusters attached when the vote was applied. */
  readonly clusterCount: number;
}

/** Enough clusters of a region drifted: it has a new direction. */
export interface RegionRealignedEvent extends EventBase {
  readonly kind: "region-realigned";
  readonly regionId: string;
  /** Clusters that received the direction. */
  readonly clusterIds: readonly string[];
}

/** The observer saw something across clusters or regions. */
export interface AnomalyRaisedEvent extends EventBase {
  readonly kind: "anomaly-raised";
  /** Every region that it concerns: a subscriber of any of them receives the event once. */
  readonly regionIds: readonly string[];
  readonly anomalyId: string;
  readonly anomalyType: string;
  readonly affectedClusterIds: readonly string[];
  /** 0..1. */
  readonly severity: number;
  readonly description: string;
}

/** What a {@link DriftEventBus} carries; `kind` tells which. */
export type DriftBusEvent =
  | DriftDetectedEvent
  | DriftRetractedEvent
  | VoteCastEvent
  | RegionRealignedEvent
  | AnomalyRaisedEvent;

/** An event as the entity that causes it knows it: whose it all is, it does not know. */
export type EntityEvent = DriftBusEvent extends infer Event
  ? Event extends DriftBusEvent
    ? Omit<Event, "tenant">
    : never
  : never;

/** The regions whose subscribers an event concerns. */
export function regionsOf(event: DriftBusEvent): readonly string[] {
  return event.kind === "anomaly-raised" ? event.regionIds : [event.regionId];
}

/** Equal for two deliveries of the same event and for nothing else. */
export function eventId({ tenant, source, sourceSeq, sourceIndex }: EventOrigin): string {
  return JSON.stringify([tenant, source, sourceSeq, sourceIndex]);
}

/** Names what events keep their order within: one entity's log. */
export function sourceKey({ tenant, source }: EventOrigin): string {
  return JSON.stringify([tenant, source]);
}

/** Negative when `a` comes before `b` in the log of their source. */
export function comparePositions(a: EventOrigin, b: EventOrigin): number {
  return a.sourceSeq - b.sourceSeq || a.sourceIndex - b.sourceIndex;
}
