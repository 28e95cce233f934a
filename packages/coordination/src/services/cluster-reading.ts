import { type AggregationMode, aggregate, type Contribution } from "../cluster/aggregate.js";
import { lengthOf, unitMean } from "../cluster/unit-vector.js";
import type { EntityState } from "../entity/entity-state.js";
import { type Pointer, samePointer } from "../entity/pointer.js";
import { coordinationLimits } from "../limits.js";
import type { EntityRunner } from "./entity-runner.js";
import { mapConcurrently } from "./map-concurrently.js";

/** What a session adds to an aggregate, or `undefined` while it has no state. */
export function contributionOf({
  session,
}: Pick<EntityState, "session">): Contribution | undefined {
  const { progress, createdAtMs } = session;
  const { vector } = progress.semantic;
  if (lengthOf(vector) === 0) return undefined;
  const { turns: interactions, lastEventMs = createdAtMs } = progress;
  return { vector, interactions, lastEventMs };
}

/** The sessions of a cluster as its aggregate sees them. */
export interface ClusterReading {
  /** Unit vector; absent when no session has a state. */
  readonly aggregate?: Float32Array;
  /** Turns stored in all of its sessions. */
  readonly interactions: number;
}

/** Aggregates a cluster from its parts. */
export function aggregateCluster(
  mode: AggregationMode,
  own: Contribution | undefined,
  members: readonly Contribution[],
): ClusterReading {
  const vector = aggregate(mode, { ...(own && { own }), members });
  const all = own === undefined ? members : [own, ...members];
  return {
    ...(vector !== undefined && { aggregate: vector }),
    interactions: all.reduce((sum, it) => sum + it.interactions, 0),
  };
}

/** Reads a cluster and its members, one after another: each as it is then. */
export async function readCluster(
  runner: EntityRunner,
  cluster: Pointer,
): Promise<ClusterReading | undefined> {
  const found = await runner.read(cluster.id, (state, { genesisSeq }) => {
    const part = state?.parts.cluster;
    if (state === undefined || part === undefined || genesisSeq !== cluster.genesisSeq) {
      return undefined;
    }
    const { aggregationMode, children } = part;
    return { own: ownCopy(state), aggregationMode, children };
  });
  if (found === undefined) return undefined;
  const { readsAtOnce } = coordinationLimits;
  const members = await mapConcurrently(found.children, readsAtOnce, (child) =>
    runner.read(child.id, (state, version) =>
      state !== undefined && samePointer(child, { id: child.id, genesisSeq: version.genesisSeq })
        ? ownCopy(state)
        : undefined,
    ),
  );
  return aggregateCluster(
    found.aggregationMode,
    found.own,
    members.filter((member) => member !== undefined),
  );
}

/** A view of a state may not keep it: the vector is replaced as a whole, but better safe. */
function ownCopy(state: EntityState): Contribution | undefined {
  const contribution = contributionOf(state);
  return contribution && { ...contribution, vector: Float32Array.from(contribution.vector) };
}

/**
 * The unit mean of the aggregates of a region's clusters, each weighted by the turns stored in its
 * sessions; `undefined` when no cluster has a state.
 */
export async function readRegionMean(
  runner: EntityRunner,
  clusters: readonly Pointer[],
): Promise<Float32Array | undefined> {
  const readings: ClusterReading[] = [];
  // One cluster after another: each already reads its members side by side.
  for (const cluster of clusters) {
    const reading = await readCluster(runner, cluster);
    if (reading !== undefined) readings.push(reading);
  }
  return unitMean(
    readings.flatMap(({ aggregate: vector, interactions: weight }) =>
      vector === undefined ? [] : [{ vector, weight }],
    ),
  );
}
