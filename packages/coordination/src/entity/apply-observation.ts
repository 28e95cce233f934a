import type { LogPosition } from "@semvec/core";
import { coordinationLimits } from "../limits.js";
import { namePeers, newNetwork } from "../network/network-part.js";
import { recordTrust } from "../network/trust.js";
import { newObserver } from "../observer/observer-part.js";
import type { NetworkUsedOp, ObserverSetOp, SampledOp } from "./entity-op.js";
import type { EntityParts } from "./entity-state.js";

/** The parts of an observer that began or was changed. */
export function applyObserverSet(
  parts: EntityParts,
  op: ObserverSetOp,
  { seq: timerSeq }: LogPosition,
): EntityParts {
  const { intervalMs, observerId, genesisSeq, regions, atMs } = op;
  const observer = parts.observer ?? newObserver({ observerId, genesisSeq, timerSeq, intervalMs });
  const ids = new Set(regions.map(({ id }) => id));
  const children = [
    ...observer.children.filter(({ id }) => !ids.has(id)),
    ...regions.map((region) => ({ ...region, sinceMs: atMs })),
  ];
  return { ...parts, observer: { ...observer, timerSeq, intervalMs, children } };
}

/** The parts of an observer after a sample. */
export function applySampled(parts: EntityParts, op: SampledOp): EntityParts {
  const { observer } = parts;
  if (observer === undefined) return parts;
  const { atMs, slotMs, standing } = op;
  const anomalies = [...observer.anomalies, ...op.anomalies];
  return {
    ...parts,
    observer: {
      ...observer,
      lastSampleMs: atMs,
      ...(slotMs !== undefined && { lastSlotMs: slotMs }),
      standing,
      anomalies: anomalies.slice(-coordinationLimits.anomalyCountMax),
    },
  };
}

/** The parts of a network after a call. */
export function applyNetworkUsed(parts: EntityParts, op: NetworkUsedOp): EntityParts {
  const network = parts.network ?? newNetwork;
  const { activeUser, peers, trust, atMs } = op;
  return {
    ...parts,
    network: {
      ...network,
      ...(activeUser !== undefined && { activeUser }),
      peers: namePeers(network.peers, peers, atMs),
      trust: recordTrust(network.trust, trust),
    },
  };
}
