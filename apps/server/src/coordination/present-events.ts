import type { FromWire, ResponseOf } from "@semvec/contract";
import type { Anomaly, RegionEvent } from "@semvec/coordination";

type DriftEventAnswer = FromWire<ResponseOf<"listDriftEvents">[number]>;
type AnomalyAnswer = FromWire<ResponseOf<"listAnomalies">[number]>;

/** A drift event as the wire names it. */
export function presentDriftEvent({
  clusterId,
  regionId,
  score,
  phase,
  atMs,
}: RegionEvent): DriftEventAnswer {
  return { clusterId, regionId, driftScore: score, driftPhase: phase, timestamp: atMs / 1000 };
}

/** An anomaly as the wire names it. */
export function presentAnomaly(anomaly: Anomaly): AnomalyAnswer {
  const { anomalyId, atMs, type, affectedClusterIds, description, severity } = anomaly;
  return {
    anomalyId,
    timestamp: atMs / 1000,
    anomalyType: type,
    affectedClusterIds: [...affectedClusterIds],
    description,
    severity,
  };
}

/** Unix seconds of what has happened, `null` before it has. */
export function secondsOrNull(atMs: number | null): number | null {
  return atMs === null ? null : atMs / 1000;
}
