/** Few names, so that clients get in each other's way. */
export const sessionIds = ["s0", "s1", "s2"] as const;
export const clusterIds = ["c0", "c1", "c2"] as const;
export const regionIds = ["r0", "r1"] as const;
export const userIds = ["ada", "bo"] as const;

/** Four clusters in one region: with fewer, none can be above three times the mean. */
export const flock = { region: "flock", clusters: ["f0", "f1", "f2", "f3"] } as const;

/** What a cluster is created with; the same each time, so that creating one again is no conflict. */
export function clusterTraits(clusterId: string) {
  const aggregationMode = clusterId === "c2" ? "attention" : "weighted_average";
  return { dimension: 3, couplingFactor: 0.3, aggregationMode } as const;
}

/** What a region is created with, by its id. */
export const regionTraits: Readonly<
  Record<string, { readonly consensusThreshold: number; readonly voteWindowSeconds: number }>
> = {
  r0: { consensusThreshold: 0.5, voteWindowSeconds: 2 },
  r1: { consensusThreshold: 0.3, voteWindowSeconds: 60 },
  flock: { consensusThreshold: 0.5, voteWindowSeconds: 60 },
};
