import type { SessionAnswers } from "@semvec/core";
import type { EntityEvent } from "../bus/drift-bus-event.js";
import type { AggregationMode } from "../cluster/aggregate.js";
import type { Anomaly } from "../observer/anomaly.js";

/** What creating a cluster answers. */
export interface ClusterCreateAnswer {
  readonly clusterId: string;
  readonly name: string;
  readonly aggregationMode: AggregationMode;
  readonly couplingFactor: number;
  /** False when it existed with the same parameters. */
  readonly created: boolean;
}

/** What creating a region answers. */
export interface RegionCreateAnswer {
  readonly regionId: string;
  readonly name: string;
  readonly metaSessionId: string;
  /** False when it existed with the same parameters. */
  readonly created: boolean;
}

/** What setting the observer answers. */
export interface ObserverAnswer {
  readonly observerId: string;
  readonly metaSessionId: string;
}

/** What adding a child, or setting a parent, answers. */
export interface AddedAnswer {
  readonly added: true;
}

/** What removing a child, or clearing a parent, answers. */
export interface RemovedAnswer {
  /** False when there was nothing to remove. */
  readonly removed: boolean;
}

/**
 * What became of a message.
 *
 * - `repeated`: it was taken in before
 * - `ignored`: its sender has no standing here any more
 * - `skipped`: the session is locked down
 * - `needs-mean`: it completes a quorum; send it again with the mean of the clusters
 * - otherwise it was taken in
 */
export interface ReceiveAnswer {
  readonly outcome:
    | "relayed"
    | "recorded"
    | "retracted"
    | "realigned"
    | "realignment-begun"
    | "repeated"
    | "ignored"
    | "skipped"
    | "needs-mean";
  /** What happened in the region that took it in. */
  readonly events?: readonly EntityEvent[];
}

/** What a sample answers. */
export interface SampleAnswer {
  /** Unix milliseconds. */
  readonly sampledAtMs: number;
  readonly clustersSampled: number;
  readonly regionsSampled: number;
  /** Conditions that began. */
  readonly anomalies: readonly Anomaly[];
}

/** What switching users answers. */
export interface SwitchUserAnswer {
  readonly activeUser: string;
  readonly previousUser: string;
}

/** What a vote answers. */
export interface ConsensusAnswer {
  readonly accepted: boolean;
  /** Trust after the vote in each session of the electorate, by id. */
  readonly trustScores: Readonly<Record<string, number>>;
}

/** The answer to each kind of command. */
export interface EntityAnswers extends SessionAnswers {
  readonly "create-cluster": ClusterCreateAnswer;
  readonly "create-region": RegionCreateAnswer;
  readonly "set-observer": ObserverAnswer;
  readonly "delete-group": RemovedAnswer;
  readonly "add-child": AddedAnswer;
  readonly "remove-child": RemovedAnswer;
  readonly "set-parent": AddedAnswer;
  readonly "clear-parent": RemovedAnswer;
  readonly fence: RemovedAnswer;
  readonly receive: ReceiveAnswer;
  readonly sample: SampleAnswer;
  readonly "clear-anomalies": { readonly cleared: number };
  readonly "name-peers": { readonly named: number };
  readonly "switch-user": SwitchUserAnswer;
  readonly "hold-consensus": ConsensusAnswer;
  readonly "forget-peer": RemovedAnswer;
}

/** Any answer of an entity. */
export type EntityAnswer = EntityAnswers[keyof EntityAnswers];
