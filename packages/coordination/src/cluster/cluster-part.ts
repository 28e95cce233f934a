import type { FieldReader } from "@semvec/core/codec";
import { type Child, readChildren } from "../entity/pointer.js";
import { coordinationLimits } from "../limits.js";
import { type HeardMessages, nothingHeard, readHeard } from "../messages/message-ledger.js";
import { type AggregationMode, aggregationModes } from "./aggregate.js";

/** What a cluster is created with. */
export interface ClusterTraits {
  readonly name: string;
  readonly aggregationMode: AggregationMode;
  /** How far feedback moves a member toward the aggregate, 0..1. */
  readonly couplingFactor: number;
}

/** What makes a session the backing session of a cluster. */
export interface ClusterPart extends ClusterTraits {
  /** Its members, in the order they came. */
  readonly children: readonly Child[];
  /** When a session of it last published a drift event, in Unix milliseconds. */
  readonly lastDriftMs?: number;
  readonly heard: HeardMessages;
}

/** A cluster without members. */
export function newCluster(traits: ClusterTraits): ClusterPart {
  return { ...traits, children: [], heard: nothingHeard };
}

/** The cluster after a drift event of that time; events may come out of order. */
export function noteDrift(cluster: ClusterPart, atMs: number): ClusterPart {
  return { ...cluster, lastDriftMs: Math.max(cluster.lastDriftMs ?? atMs, atMs) };
}

/** @throws CodecError */
export function readClusterTraits(reader: FieldReader): ClusterTraits {
  return {
    name: reader.text("name", coordinationLimits.nameLengthMax),
    aggregationMode: reader.oneOf("aggregationMode", aggregationModes),
    couplingFactor: reader.number("couplingFactor", { min: 0, max: 1 }),
  };
}

/** @throws CodecError */
export function readClusterPart(reader: FieldReader): ClusterPart {
  return {
    ...readClusterTraits(reader),
    children: readChildren(reader),
    ...reader.optional("lastDriftMs", (name) => reader.number(name)),
    heard: readHeard(reader),
  };
}
