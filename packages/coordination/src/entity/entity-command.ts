import type { SessionCommand, SessionOptions } from "@semvec/core";
import type { GroupMessage } from "../messages/group-message.js";
import type { MessageId } from "../messages/message-ledger.js";
import type { RegionObservation } from "../observer/find-anomalies.js";
import type { ParentLevel } from "./entity-state.js";
import type { Pointer } from "./pointer.js";

interface CommandBase {
  /** Unix milliseconds. */
  readonly nowMs: number;
}

/** Creates a cluster. Once more with equal parameters changes nothing. */
export interface CreateClusterCommand extends CommandBase {
  readonly kind: "create-cluster";
  /** Of the backing session. */
  readonly options: SessionOptions;
  readonly name: string;
  /** Default `weighted_average`. */
  readonly aggregationMode?: string;
  /** 0..1. Default 0. */
  readonly couplingFactor?: number;
}

/** Creates a region. Once more with equal parameters changes nothing. */
export interface CreateRegionCommand extends CommandBase {
  readonly kind: "create-region";
  /** Of the meta session. */
  readonly options: SessionOptions;
  readonly regionId: string;
  readonly name: string;
  /** (0, 1]. Default 0.5. */
  readonly consensusThreshold?: number;
  /** 1 s..24 h. Default 60 s. */
  readonly voteWindowMs?: number;
}

/** Creates the observer, or adds regions to it and replaces its interval when given. */
export interface SetObserverCommand extends CommandBase {
  readonly kind: "set-observer";
  readonly options: SessionOptions;
  /** Used when it is created. */
  readonly observerId: string;
  /** 1 s..24 h. Default 30 s. */
  readonly intervalMs?: number;
  readonly regions: readonly Pointer[];
}

/** Ends a cluster, region, observer or network, with its session. */
export interface DeleteGroupCommand extends CommandBase {
  readonly kind: "delete-group";
}

/** Adds a member to a cluster, a cluster to a region, or a region to an observer. */
export interface AddChildCommand extends CommandBase {
  readonly kind: "add-child";
  readonly child: Pointer;
  /** Of the child's session. */
  readonly dimension: number;
  /** For a region's meta session, should its dimension have to follow its first cluster's. */
  readonly options?: SessionOptions;
}

/** Removes a child. */
export interface RemoveChildCommand extends CommandBase {
  readonly kind: "remove-child";
  readonly id: string;
}

/** Makes the entity a member of a cluster, or a cluster of a region. */
export interface SetParentCommand extends CommandBase {
  readonly kind: "set-parent";
  readonly level: ParentLevel;
  readonly parent: Pointer;
}

/** Takes the entity out of its cluster, or its region. */
export interface ClearParentCommand extends CommandBase {
  readonly kind: "clear-parent";
  readonly level: ParentLevel;
}

/**
 * Writes an op that changes nothing: for an entity that a set only looked at, but that must not
 * change before the set is there.
 */
export interface FenceCommand extends CommandBase {
  readonly kind: "fence";
}

/** Takes in a message of another entity. */
export interface ReceiveCommand extends CommandBase {
  readonly kind: "receive";
  readonly from: MessageId;
  readonly message: GroupMessage;
  /** For a region whose quorum the message completes: the mean of its clusters, if they have one. */
  readonly mean?: { readonly vector?: ArrayLike<number> };
}

/** Samples what an observer observes. */
export interface SampleCommand extends CommandBase {
  readonly kind: "sample";
  /** Slot of the timer that asks; absent for a sample by hand. */
  readonly slotMs?: number;
  readonly regions: readonly RegionObservation[];
}

/** Clears an observer's anomalies. */
export interface ClearAnomaliesCommand extends CommandBase {
  readonly kind: "clear-anomalies";
}

/** Remembers sessions that a network call named, and the user who is active. */
export interface NamePeersCommand extends CommandBase {
  readonly kind: "name-peers";
  /** Of the network's meta session, should this be the first call. */
  readonly options: SessionOptions;
  readonly peers: readonly Pointer[];
}

/** Moves the subject's pointer to a user's partition. */
export interface SwitchUserCommand extends CommandBase {
  readonly kind: "switch-user";
  readonly options: SessionOptions;
  readonly userId: string;
}

/** A session's part in a vote. */
export interface VoterInput {
  readonly session: Pointer;
  /** Cosine of its state to the proposal. Absent: no state. */
  readonly similarity?: number;
}

/** Holds a vote among sessions. */
export interface HoldConsensusCommand extends CommandBase {
  readonly kind: "hold-consensus";
  readonly options: SessionOptions;
  readonly proposer: Pointer;
  /** The electorate, the proposer included. */
  readonly voters: readonly VoterInput[];
}

/** Forgets a session that is deleted. */
export interface ForgetPeerCommand extends CommandBase {
  readonly kind: "forget-peer";
  readonly peer: Pointer;
}

/** What can be asked of an entity besides what its session can be asked. */
export type GroupCommand =
  | CreateClusterCommand
  | CreateRegionCommand
  | SetObserverCommand
  | DeleteGroupCommand
  | AddChildCommand
  | RemoveChildCommand
  | SetParentCommand
  | ClearParentCommand
  | FenceCommand
  | ReceiveCommand
  | SampleCommand
  | ClearAnomaliesCommand
  | NamePeersCommand
  | SwitchUserCommand
  | HoldConsensusCommand
  | ForgetPeerCommand;

/** Everything an entity can be asked to do that changes it. */
export type EntityCommand = SessionCommand | GroupCommand;
