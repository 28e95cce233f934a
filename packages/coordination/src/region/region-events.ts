import type { LogPosition } from "@semvec/core";
import type { EntityEvent } from "../bus/drift-bus-event.js";
import type { DriftRecordedOp, VoteRetractedOp } from "../entity/entity-op.js";
import { sameOrigin } from "./drift-event.js";
import type { RegionPart } from "./region-part.js";
import type { Tally } from "./votes.js";

/** What a region's op says about it to others; its origin is that op. */
type RegionNews = EntityEvent extends infer Event
  ? Event extends EntityEvent
    ? Omit<Event, "source" | "sourceSeq" | "sourceIndex">
    : never
  : never;

/** A drift that was recorded: that it happened, that it counts as a vote, what came of that. */
export function driftEvents(
  { regionId, children }: RegionPart,
  { from, eventMs, report, realignment }: DriftRecordedOp,
  { position, tally }: { readonly position: LogPosition; readonly tally: Tally | undefined },
): EntityEvent[] {
  const about = { atMs: eventMs, regionId, clusterId: from.source };
  const news: RegionNews[] = [
    { kind: "drift-detected", ...about, driftScore: report.score, driftPhase: report.phase },
  ];
  if (tally !== undefined) {
    const counts = { liveVoteCount: tally.liveCount, clusterCount: children.length };
    news.push({ kind: "vote-cast", ...about, ...counts });
  }
  if (realignment !== undefined) {
    // Without a mean there is nothing that the clusters are told.
    const told = realignment.session === undefined ? [] : realignment.clusters;
    const clusterIds = told.map(({ id }) => id);
    news.push({ kind: "region-realigned", atMs: realignment.eventMs, regionId, clusterIds });
  }
  return withOrigin(news, position);
}

/** A drift that was taken back, if it had been recorded. */
export function retractionEvents(
  { regionId, events }: RegionPart,
  { origin, atMs }: VoteRetractedOp,
  position: LogPosition,
): EntityEvent[] {
  const retracted = events.find((event) => sameOrigin(event.origin, origin));
  if (retracted === undefined) return [];
  const { clusterId, seq: retractedSeq } = retracted;
  const news = { kind: "drift-retracted", atMs, regionId, clusterId, retractedSeq } as const;
  return withOrigin([news], position);
}

function withOrigin(news: readonly RegionNews[], { entity, seq }: LogPosition): EntityEvent[] {
  return news.map((it, sourceIndex) => ({
    ...it,
    source: entity,
    sourceSeq: seq,
    sourceIndex,
  }));
}
