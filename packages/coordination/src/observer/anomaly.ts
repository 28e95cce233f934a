import type { FieldReader } from "@semvec/core/codec";
import { coordinationLimits } from "../limits.js";

/**
 * What an observer reports.
 *
 * - `cross_cluster_convergence`: three or more clusters over at least two regions in one phase
 * - `systemic_drift`: more than half of the clusters drift
 * - `cluster_divergence`: a cluster is far busier than its region
 */
export type AnomalyType = "cross_cluster_convergence" | "systemic_drift" | "cluster_divergence";

const anomalyTypes: readonly AnomalyType[] = [
  "cross_cluster_convergence",
  "systemic_drift",
  "cluster_divergence",
];

/** A condition that a sample found to hold. */
export interface AnomalousCondition {
  /** Type and phase, or type and cluster: while it stands it is reported once. */
  readonly key: string;
  readonly type: AnomalyType;
  /** Sorted; at most 256. */
  readonly affectedClusterIds: readonly string[];
  /** Regions of those that it concerns, sorted; at most 256. */
  readonly regionIds: readonly string[];
  readonly description: string;
  /** 0..1 */
  readonly severity: number;
}

/** A condition when it was found to have begun. */
export interface Anomaly extends Omit<AnomalousCondition, "key"> {
  /** 32 hexadecimal digits. */
  readonly anomalyId: string;
  /** `seq` of the observer's op that raised it, and its place among that op's, from 0. */
  readonly seq: number;
  readonly index: number;
  /** Time of the sample, in Unix milliseconds. */
  readonly atMs: number;
}

const anomalyIdLength = 32;
const descriptionLengthMax = 1_000;

/** @throws CodecError */
export function readAnomaly(reader: FieldReader): Anomaly {
  const { affectedClusterCountMax, idLengthMax } = coordinationLimits;
  return {
    anomalyId: reader.text("anomalyId", anomalyIdLength),
    seq: reader.integer("seq", { min: 1 }),
    index: reader.integer("index"),
    atMs: reader.number("atMs"),
    type: reader.oneOf("type", anomalyTypes),
    affectedClusterIds: reader.texts("affectedClusterIds", affectedClusterCountMax, idLengthMax),
    regionIds: reader.texts("regionIds", affectedClusterCountMax, idLengthMax),
    description: reader.text("description", descriptionLengthMax),
    severity: reader.number("severity", { min: 0, max: 1 }),
  };
}
