import type { AnomalyRaisedEvent, DriftBusEvent } from "../bus/drift-bus-event.js";
import type { ReceiveAnswer } from "../entity/entity-answer.js";
import { observerEntityId } from "../entity/entity-ids.js";
import type { GroupMessage } from "../messages/group-message.js";
import type { Anomaly } from "../observer/anomaly.js";

/** A message that a region took in, and what it said. */
export interface Reception {
  readonly tenant: string;
  /** Id of the region's entity. */
  readonly region: string;
  readonly regionId: string;
  /** The cluster that told it. */
  readonly clusterId: string;
  /** The region's clusters. */
  readonly clusterIds: readonly string[];
  readonly message: GroupMessage;
  readonly answer: ReceiveAnswer;
}

/**
 * What a region's reception of a message is on the drift bus. A drift and its retraction are events
 * of the session whose turn it was; a vote and a realignment are the region's.
 */
export function busEventsOf(reception: Reception): readonly DriftBusEvent[] {
  const { tenant, regionId, clusterId, message, answer } = reception;
  const about = { tenant, regionId, clusterId };
  if (message.kind === "retraction" && answer.outcome === "retracted") {
    const { origin, retractedBy } = message;
    return [
      {
        ...about,
        kind: "drift-retracted",
        source: origin.entity,
        sourceSeq: retractedBy.seq,
        sourceIndex: 0,
        atMs: retractedBy.eventMs,
        retractedSeq: origin.seq,
      },
    ];
  }
  if (message.kind !== "drift" || answer.seq === undefined) return [];
  const { origin, eventMs, report } = message;
  return [
    {
      ...about,
      kind: "drift-detected",
      source: origin.entity,
      sourceSeq: origin.seq,
      // One run can take back the drift before it as well; that comes first.
      sourceIndex: 1,
      atMs: eventMs,
      driftScore: report.score,
      driftPhase: report.phase,
    },
    ...countedEvents(reception, eventMs),
  ];
}

function countedEvents(reception: Reception, eventMs: number): DriftBusEvent[] {
  const { tenant, region, regionId, clusterId, clusterIds, answer } = reception;
  const { seq, tally, outcome } = answer;
  if (seq === undefined || tally === undefined) return [];
  const about = { tenant, regionId, source: region, sourceSeq: seq };
  const vote: DriftBusEvent = {
    ...about,
    kind: "vote-cast",
    sourceIndex: 0,
    atMs: eventMs,
    clusterId,
    liveVoteCount: tally.liveCount,
    clusterCount: tally.clusterCount,
  };
  if (outcome !== "realigned") return [vote];
  const { atMs } = tally;
  return [vote, { ...about, kind: "region-realigned", sourceIndex: 1, atMs, clusterIds }];
}

/** What an observer's anomaly is on the drift bus. */
export function anomalyEventOf(tenant: string, anomaly: Anomaly): AnomalyRaisedEvent {
  const { type, seq, index, ...rest } = anomaly;
  return {
    ...rest,
    kind: "anomaly-raised",
    tenant,
    source: observerEntityId,
    sourceSeq: seq,
    sourceIndex: index,
    anomalyType: type,
  };
}
