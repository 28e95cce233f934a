import type { Phase } from "@semvec/core";
import { coordinationLimits } from "../limits.js";
import type { AnomalousCondition } from "./anomaly.js";

/** What a sample sees of a cluster. */
export interface ClusterObservation {
  readonly clusterId: string;
  /** Of its backing session. */
  readonly phase: Phase;
  /** Turns stored in its backing session. */
  readonly interactions: number;
  /** When it last published a drift event, in Unix milliseconds. */
  readonly lastDriftMs?: number;
}

/** What a sample sees of a region. */
export interface RegionObservation {
  readonly regionId: string;
  readonly clusters: readonly ClusterObservation[];
}

/** When a sample is taken, and how far back a drift event counts. */
export interface SampleTime {
  readonly nowMs: number;
  readonly driftWindowMs: number;
}

/** Clusters in one phase that are a convergence, and the regions they must be spread over. */
export const convergence = { clusterCountMin: 3, regionCountMin: 2, severity: 0.8 } as const;

/** Share of clusters that must drift for it to be systemic; more than this. */
export const systemicShare = 0.5;

/** How far above its region's mean a cluster's turns must be for it to diverge; more than this. */
export const divergenceRatio = 3;

/** Shortest time back that a drift event counts as a sign of drift, in milliseconds. */
export const driftWindowMsMin = 60_000;

/** How far back a drift event counts, for an interval between samples. */
export function driftWindowMs(sampleIntervalMs: number): number {
  return Math.max(driftWindowMsMin, 2 * sampleIntervalMs);
}

/** The conditions that hold in a sample, in a fixed order. */
export function findAnomalies(
  regions: readonly RegionObservation[],
  time: SampleTime,
): AnomalousCondition[] {
  return [
    ...findConvergences(regions),
    ...findSystemicDrift(regions, time),
    ...regions.flatMap(findDivergences),
  ];
}

function findConvergences(regions: readonly RegionObservation[]): AnomalousCondition[] {
  const phases = new Map<Phase, { clusterIds: string[]; regionIds: Set<string> }>();
  for (const { regionId, clusters } of regions) {
    for (const { clusterId, phase } of clusters) {
      const found = phases.get(phase) ?? { clusterIds: [], regionIds: new Set() };
      found.clusterIds.push(clusterId);
      found.regionIds.add(regionId);
      phases.set(phase, found);
    }
  }
  phases.delete("initialization");
  return [...phases].sort(byKey).flatMap(([phase, { clusterIds, regionIds }]) => {
    const isSpread = regionIds.size >= convergence.regionCountMin;
    if (clusterIds.length < convergence.clusterCountMin || !isSpread) return [];
    return {
      key: `cross_cluster_convergence ${phase}`,
      type: "cross_cluster_convergence" as const,
      affectedClusterIds: named(clusterIds),
      regionIds: named([...regionIds]),
      description: `${clusterIds.length} clusters of ${regionIds.size} regions are in ${phase}`,
      severity: convergence.severity,
    };
  });
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function findSystemicDrift(
  regions: readonly RegionObservation[],
  { nowMs, driftWindowMs: windowMs }: SampleTime,
): AnomalousCondition[] {
  const clusters = regions.flatMap((region) => region.clusters);
  const drifts = ({ lastDriftMs }: ClusterObservation) =>
    lastDriftMs !== undefined && nowMs - lastDriftMs < windowMs;
  const drifting = clusters.filter(drifts);
  const share = drifting.length / clusters.length;
  if (clusters.length === 0 || !(share > systemicShare)) return [];
  return [
    {
      key: "systemic_drift",
      type: "systemic_drift",
      affectedClusterIds: named(drifting.map(({ clusterId }) => clusterId)),
      regionIds: named(
        regions.filter((it) => it.clusters.some(drifts)).map(({ regionId }) => regionId),
      ),
      description: `${drifting.length} of ${clusters.length} clusters drift`,
      severity: share,
    },
  ];
}

function findDivergences({ regionId, clusters }: RegionObservation): AnomalousCondition[] {
  const mean = clusters.reduce((sum, it) => sum + it.interactions, 0) / clusters.length;
  return clusters.flatMap(({ clusterId, interactions }) => {
    const ratio = interactions / mean;
    if (!(ratio > divergenceRatio)) return [];
    return {
      key: `cluster_divergence ${clusterId}`,
      type: "cluster_divergence" as const,
      affectedClusterIds: [clusterId],
      regionIds: [regionId],
      description:
        `${clusterId} has ${interactions} turns, ${ratio.toFixed(1)} times ` +
        `the mean of region ${regionId}`,
      severity: Math.min(1, ratio / 10),
    };
  });
}

function named(ids: readonly string[]): string[] {
  return [...ids].sort().slice(0, coordinationLimits.affectedClusterCountMax);
}
