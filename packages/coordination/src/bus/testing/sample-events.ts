import type { AnomalyRaisedEvent, DriftDetectedEvent } from "../drift-bus-event.js";

/** A drift of cluster `source` in its region, as op `sourceSeq` of its log. */
export function driftOf(
  source: string,
  sourceSeq: number,
  fields: Partial<DriftDetectedEvent> = {},
): DriftDetectedEvent {
  return {
    kind: "drift-detected",
    tenant: "t",
    source,
    sourceSeq,
    sourceIndex: 0,
    atMs: sourceSeq * 1_000,
    regionId: "region",
    clusterId: source,
    driftScore: 0.75,
    driftPhase: "drifted",
    ...fields,
  };
}

export function anomalyOf(regionIds: readonly string[]): AnomalyRaisedEvent {
  return {
    kind: "anomaly-raised",
    tenant: "t",
    source: "observer",
    sourceSeq: 1,
    sourceIndex: 0,
    atMs: 1_000,
    regionIds,
    anomalyId: "a-1",
    anomalyType: "systemic_drift",
    affectedClusterIds: ["c1", "c2"],
    severity: 0.6,
    description: "2 of 3 clusters drift",
  };
}
