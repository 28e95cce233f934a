import type { Anomaly } from "@semvec/coordination";
import type { Phase } from "@semvec/core";
import type { LogEntry } from "./final-log.js";
import type { Look } from "./look.js";

/*
 * R24: the conditions that an observer reports, written down a second time. They are found in what
 * the sample had read, and not in what it says of it.
 */

/** What holds in a sample. */
export type Condition = Pick<Anomaly, "type" | "affectedClusterIds" | "severity"> & {
  readonly key: string;
};

interface SeenCluster {
  readonly id: string;
  readonly region: string;
  readonly phase: Phase;
  readonly turns: number;
  readonly lastDriftMs: number;
}

/** Every condition that holds at a time, for an interval between samples. */
export function conditionsIn(
  clusters: readonly SeenCluster[],
  { nowMs, intervalMs }: { readonly nowMs: number; readonly intervalMs: number },
): Condition[] {
  const windowMs = Math.max(60_000, 2 * intervalMs);
  const drifting = clusters.filter(({ lastDriftMs }) => nowMs - lastDriftMs < windowMs);
  return [
    ...convergences(clusters),
    ...systemicDrift(drifting, clusters.length),
    ...clusters.flatMap((cluster) => divergence(cluster, clusters)),
  ];
}

/** Three clusters or more, of two regions or more, in one phase that is not the first. */
function convergences(clusters: readonly SeenCluster[]): Condition[] {
  return [...new Set(clusters.map(({ phase }) => phase))].flatMap((phase) => {
    const alike = clusters.filter((it) => it.phase === phase);
    const regions = new Set(alike.map(({ region }) => region));
    if (phase === "initialization" || alike.length < 3 || regions.size < 2) return [];
    const type = "cross_cluster_convergence" as const;
    return { key: `${type} ${phase}`, type, affectedClusterIds: idsOf(alike), severity: 0.8 };
  });
}

/** More than half. */
function systemicDrift(drifting: readonly SeenCluster[], count: number): Condition[] {
  if (!(drifting.length * 2 > count)) return [];
  const type = "systemic_drift" as const;
  const severity = drifting.length / count;
  return [{ key: type, type, affectedClusterIds: idsOf(drifting), severity }];
}

/** More than three times the mean of its region's clusters, itself included. */
function divergence({ id, region, turns }: SeenCluster, all: readonly SeenCluster[]): Condition[] {
  const others = all.filter((it) => it.region === region);
  const total = others.reduce((sum, it) => sum + it.turns, 0);
  if (!(turns * others.length > 3 * total)) return [];
  const type = "cluster_divergence" as const;
  const severity = Math.min(1, (turns * others.length) / total / 10);
  return [{ key: `${type} ${id}`, type, affectedClusterIds: [id], severity }];
}

function idsOf(clusters: readonly SeenCluster[]): string[] {
  return clusters.map(({ id }) => id).sort();
}

/** The clusters of the regions of an observer, as a sample had read them. */
export function clustersSeen(
  look: Look,
  observer: string,
  driftsOf: (id: string, entry: LogEntry) => number,
): SeenCluster[] {
  const regions = look.find(observer)?.parts?.observer?.children ?? [];
  return regions.flatMap((region) =>
    (look.follow(region)?.parts?.region?.children ?? []).flatMap((pointer): SeenCluster[] => {
      const entry = look.follow(pointer);
      if (entry?.session === undefined) return [];
      const { turns, phase } = entry.session.progress;
      const { id } = pointer;
      const lastDriftMs = driftsOf(id, entry);
      return [{ id, region: region.id, phase: phase.phase, turns, lastDriftMs }];
    }),
  );
}
