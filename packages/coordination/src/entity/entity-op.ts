import type { RealignBegunOp, SessionOp, SteeredOp } from "@semvec/core";
import type { ClusterTraits } from "../cluster/cluster-part.js";
import type { MessageId } from "../messages/message-ledger.js";
import type { TrustScore } from "../network/trust.js";
import type { Anomaly } from "../observer/anomaly.js";
import type { DriftOrigin, DriftReport } from "../region/drift-event.js";
import type { RegionTraits } from "../region/region-part.js";
import type { DriftRoute, ParentLevel } from "./entity-state.js";
import type { Pointer } from "./pointer.js";

/** The op of a session that begins it. */
export type CreatedOp = Extract<SessionOp, { readonly kind: "created" }>;

/** The ops of a session that store or run turns. */
export type TurnOp = Extract<SessionOp, { readonly kind: "ran" | "stored" }>;

interface OpBase {
  /** Unix milliseconds; never less than the op's before. */
  readonly atMs: number;
}

/** A cluster began, with its backing session. */
export interface ClusterCreatedOp extends OpBase {
  readonly kind: "cluster-created";
  readonly session: CreatedOp;
  readonly cluster: ClusterTraits;
}

/** A region began, with its meta session. */
export interface RegionCreatedOp extends OpBase {
  readonly kind: "region-created";
  readonly session: CreatedOp;
  readonly region: RegionTraits;
}

/** An observer began, or its interval or regions changed. */
export interface ObserverSetOp extends OpBase {
  readonly kind: "observer-set";
  /** Present when it began. */
  readonly session?: CreatedOp;
  readonly observerId: string;
  /** `seq` of the op that began it: the timer is for this incarnation. */
  readonly genesisSeq: number;
  readonly intervalMs: number;
  /** Regions that were added. */
  readonly regions: readonly Pointer[];
}

/** A turn of a session, and what its group hears of it. */
export interface PublishedOp extends OpBase {
  readonly kind: "published";
  readonly session: TurnOp;
  /** The turn drifted. Without a route: in a cluster that is in no region. */
  readonly event?: DriftReport & { readonly route?: DriftRoute };
  /** The reply took back the drift of the turn before. */
  readonly retraction?: { readonly seq: number; readonly route: DriftRoute };
}

/** A member, cluster or region was added. */
export interface ChildAddedOp extends OpBase {
  readonly kind: "child-added";
  readonly child: Pointer;
  /** Begins a region's meta session anew, in the dimension of its first cluster. */
  readonly session?: CreatedOp;
}

/** A member, cluster or region was removed. */
export interface ChildRemovedOp extends OpBase {
  readonly kind: "child-removed";
  readonly id: string;
}

/** The entity joined a cluster or a region. */
export interface ParentSetOp extends OpBase {
  readonly kind: "parent-set";
  readonly level: ParentLevel;
  readonly parent: Pointer;
}

/** The entity left its cluster or its region. */
export interface ParentClearedOp extends OpBase {
  readonly kind: "parent-cleared";
  readonly level: ParentLevel;
}

/** Nothing changed; whoever decides from the state before loses the race, and looks again. */
export interface FencedOp extends OpBase {
  readonly kind: "fenced";
}

/** A cluster heard of a member's drift, and told its region. */
export interface DriftRelayedOp extends OpBase {
  readonly kind: "drift-relayed";
  readonly from: MessageId;
  readonly origin: DriftOrigin;
  /** Time of the turn. */
  readonly eventMs: number;
  readonly report: DriftReport;
  readonly region?: Pointer;
}

/** A cluster heard that a member's drift was taken back, and told its region. */
export interface RetractionRelayedOp extends OpBase {
  readonly kind: "retraction-relayed";
  readonly from: MessageId;
  readonly origin: DriftOrigin;
  readonly region?: Pointer;
}

/** A realignment of a region. */
export interface RealignmentRecord {
  /** Event time of the vote that completed the quorum. */
  readonly eventMs: number;
  /** Moves the meta session's state to the mean; absent when no cluster had a state. */
  readonly session?: SteeredOp;
  /** The clusters that are told. */
  readonly clusters: readonly Pointer[];
}

/** A region heard of a cluster's drift. The cluster is the message's source. */
export interface DriftRecordedOp extends OpBase {
  readonly kind: "drift-recorded";
  readonly from: MessageId;
  readonly origin: DriftOrigin;
  readonly eventMs: number;
  readonly report: DriftReport;
  /** It counts as a vote; a drift that was taken back already does not. */
  readonly votes?: true;
  /** The vote completed a quorum. */
  readonly realignment?: RealignmentRecord;
}

/** A region heard that a drift was taken back. */
export interface VoteRetractedOp extends OpBase {
  readonly kind: "vote-retracted";
  readonly from: MessageId;
  readonly origin: DriftOrigin;
}

/** A cluster heard of its region's realignment. */
export interface RealignmentReceivedOp extends OpBase {
  readonly kind: "realignment-received";
  readonly from: MessageId;
  readonly session: RealignBegunOp;
}

/** An observer sampled. */
export interface SampledOp extends OpBase {
  readonly kind: "sampled";
  /** Slot of the timer; absent for a sample by hand. */
  readonly slotMs?: number;
  /** Conditions that began. */
  readonly anomalies: readonly Anomaly[];
  /** Keys of all that hold. */
  readonly standing: readonly string[];
}

/** The anomalies were cleared. */
export interface AnomaliesClearedOp extends OpBase {
  readonly kind: "anomalies-cleared";
}

/** A network call: who was named, who is active, whose trust changed. */
export interface NetworkUsedOp extends OpBase {
  readonly kind: "network-used";
  /** Present when the subject had made none before. */
  readonly session?: CreatedOp;
  readonly activeUser?: string;
  readonly peers: readonly Pointer[];
  readonly trust: readonly TrustScore[];
}

/** A session that the network remembers was deleted. */
export interface PeerForgottenOp extends OpBase {
  readonly kind: "peer-forgotten";
  readonly peer: Pointer;
}

/** An op of what an entity is besides a session. */
export type GroupOp =
  | ClusterCreatedOp
  | RegionCreatedOp
  | ObserverSetOp
  | PublishedOp
  | ChildAddedOp
  | ChildRemovedOp
  | ParentSetOp
  | ParentClearedOp
  | FencedOp
  | DriftRelayedOp
  | RetractionRelayedOp
  | DriftRecordedOp
  | VoteRetractedOp
  | RealignmentReceivedOp
  | SampledOp
  | AnomaliesClearedOp
  | NetworkUsedOp
  | PeerForgottenOp;

/** One entry of an entity's log. */
export type EntityOp = SessionOp | GroupOp;

const groupOpKinds: Readonly<Record<GroupOp["kind"], true>> = {
  "cluster-created": true,
  "region-created": true,
  "observer-set": true,
  published: true,
  "child-added": true,
  "child-removed": true,
  "parent-set": true,
  "parent-cleared": true,
  fenced: true,
  "drift-relayed": true,
  "retraction-relayed": true,
  "drift-recorded": true,
  "vote-retracted": true,
  "realignment-received": true,
  sampled: true,
  "anomalies-cleared": true,
  "network-used": true,
  "peer-forgotten": true,
};

/** Every kind of {@link GroupOp}. */
export const groupOpNames = Object.keys(groupOpKinds) as readonly GroupOp["kind"][];

/** Whether an op is one of ours; else it is a session's. */
export function isGroupOp(op: EntityOp): op is GroupOp {
  return Object.hasOwn(groupOpKinds, op.kind);
}

/** What an op does to the session; `undefined` when it changes only what the session backs. */
export function sessionOpOf(op: EntityOp): SessionOp | undefined {
  if (!isGroupOp(op)) return op;
  if (op.kind === "drift-recorded") return op.realignment?.session;
  return "session" in op ? op.session : undefined;
}
