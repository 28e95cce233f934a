import { sessionMetrics } from "@semvec/core";
import type { AnomalyRaisedEvent } from "../bus/drift-bus-event.js";
import type { SampleAnswer } from "../entity/entity-answer.js";
import { observerEntityId } from "../entity/entity-ids.js";
import { type Pointer, samePointer } from "../entity/pointer.js";
import { ObserverNotFoundError } from "../errors.js";
import { coordinationLimits } from "../limits.js";
import type { Anomaly } from "../observer/anomaly.js";
import type { ClusterObservation, RegionObservation } from "../observer/find-anomalies.js";
import type { EntityRunner } from "./entity-runner.js";
import { mapConcurrently } from "./map-concurrently.js";
import type { ServiceParts } from "./service-parts.js";

/** What a sample found, and how long it took. */
export interface SampleView extends SampleAnswer {
  readonly sampleDurationMs: number;
}

/** What a sample is taken with. */
export type SampleParts = Pick<ServiceParts, "runner" | "clock" | "tenant" | "publish">;

/** A region as it is read for the observer. */
export interface ReadRegion {
  readonly regionId: string;
  readonly clusters: readonly Pointer[];
}

/**
 * Samples what the observer observes. With no registered region, and for a slot that was sampled,
 * it does nothing.
 *
 * @param slotMs - slot of the timer; absent for a sample by hand
 * @throws ObserverNotFoundError
 */
export async function takeSample(parts: SampleParts, slotMs?: number): Promise<SampleView> {
  const { runner, clock } = parts;
  const startedMs = clock.nowMs();
  const children = await runner.read(observerEntityId, (state) => state?.parts.observer?.children);
  if (children === undefined) throw new ObserverNotFoundError();
  const read = await readRegions(runner, children);
  const regions = await mapConcurrently(read, 1, (region) => observe(parts, region));
  const command = {
    kind: "sample",
    nowMs: startedMs,
    ...(slotMs !== undefined && { slotMs }),
    regions,
  } as const;
  const answer = await runner.execute(observerEntityId, command, (it) => it);
  for (const anomaly of answer.anomalies) {
    parts.publish?.(anomalyEvent(parts.tenant, anomaly, regions));
  }
  return { ...answer, sampleDurationMs: Math.max(0, clock.nowMs() - startedMs) };
}

/** The observer's regions that are still there. */
export async function readRegions(
  runner: EntityRunner,
  children: readonly Pointer[],
): Promise<ReadRegion[]> {
  const found = await mapConcurrently(children, coordinationLimits.readsAtOnce, (child) =>
    runner.read(child.id, (state, { genesisSeq }): ReadRegion | undefined => {
      const region = state?.parts.region;
      const isSame = samePointer(child, { id: child.id, genesisSeq });
      return region && isSame
        ? { regionId: region.regionId, clusters: region.children }
        : undefined;
    }),
  );
  return found.filter((region) => region !== undefined);
}

async function observe(
  { runner }: SampleParts,
  { regionId, clusters }: ReadRegion,
): Promise<RegionObservation> {
  const seen = await mapConcurrently(clusters, coordinationLimits.readsAtOnce, (pointer) =>
    runner.read(pointer.id, (state, { genesisSeq }): ClusterObservation | undefined => {
      const cluster = state?.parts.cluster;
      const isSame = samePointer(pointer, { id: pointer.id, genesisSeq });
      if (state === undefined || cluster === undefined || !isSame) return undefined;
      const { phase, interactionCount } = sessionMetrics(state.session);
      const { lastDriftMs } = cluster;
      return {
        clusterId: pointer.id,
        phase,
        interactions: interactionCount,
        ...(lastDriftMs !== undefined && { lastDriftMs }),
      };
    }),
  );
  return { regionId, clusters: seen.filter((cluster) => cluster !== undefined) };
}

/** Concerns every region that has an affected cluster. */
function anomalyEvent(
  tenant: string,
  anomaly: Anomaly,
  regions: readonly RegionObservation[],
): AnomalyRaisedEvent {
  const { seq, index, type, ...rest } = anomaly;
  const affected = new Set(rest.affectedClusterIds);
  const concerned = regions.filter(({ clusters }) =>
    clusters.some(({ clusterId }) => affected.has(clusterId)),
  );
  return {
    ...rest,
    kind: "anomaly-raised",
    anomalyType: type,
    regionIds: concerned.map(({ regionId }) => regionId),
    tenant,
    source: observerEntityId,
    sourceSeq: seq,
    sourceIndex: index,
  };
}
