import type { SessionState } from "@semvec/core";
import type { ClusterPart } from "../cluster/cluster-part.js";
import type { NetworkPart } from "../network/network-part.js";
import type { ObserverPart } from "../observer/observer-part.js";
import type { RegionPart } from "../region/region-part.js";
import type { Pointer } from "./pointer.js";

/** Where a session's drift is reported: its cluster, or, for a backing session, its region. */
export interface DriftRoute {
  readonly level: ParentLevel;
  readonly target: Pointer;
}

/** The kinds of parent an entity can have: one of each at most. */
export type ParentLevel = "cluster" | "region";

/** A drift event that was published and that the reply may still take back. */
export interface PublishedDrift {
  /** The op of the turn. */
  readonly seq: number;
  readonly route: DriftRoute;
}

/** What an entity is besides a session. Replaced as a whole, never changed in place. */
export interface EntityParts {
  /** The cluster that the session is a member of. One that is gone counts as none. */
  readonly memberOf?: Pointer;
  /** The region that the cluster is attached to. One that is gone counts as none. */
  readonly attachedTo?: Pointer;
  /** The newest drift event, until the reply has judged it. */
  readonly published?: PublishedDrift;
  readonly cluster?: ClusterPart;
  readonly region?: RegionPart;
  readonly observer?: ObserverPart;
  readonly network?: NetworkPart;
}

/**
 * An entity, hot in memory: always a session, and what it backs. A cluster and its backing session
 * are one entity with one log, and so are a region, an observer or the network and its meta
 * session; creating or deleting one is a single op.
 */
export interface EntityState {
  readonly session: SessionState;
  readonly parts: EntityParts;
}

/** The parts of a session alone. */
export const noParts: EntityParts = {};

/** What an entity backs. */
export type GroupKind = "cluster" | "region" | "observer" | "network";

/** What an entity backs; `undefined` for a session alone. */
export function groupKind({ parts }: EntityState): GroupKind | undefined {
  if (parts.cluster !== undefined) return "cluster";
  if (parts.region !== undefined) return "region";
  if (parts.observer !== undefined) return "observer";
  return parts.network === undefined ? undefined : "network";
}

/** Name of the pointer to a parent of a level. */
export const pointerOf = { cluster: "memberOf", region: "attachedTo" } as const satisfies Record<
  ParentLevel,
  keyof EntityParts
>;

/** The group of an entity that has children, with them; `undefined` for other entities. */
export function childrenOf({ parts }: EntityState) {
  return (parts.cluster ?? parts.region ?? parts.observer)?.children;
}
