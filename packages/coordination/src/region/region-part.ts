import type { FieldReader } from "@semvec/core/codec";
import { type Child, readChildren } from "../entity/pointer.js";
import { coordinationLimits } from "../limits.js";
import { type HeardMessages, nothingHeard, readHeard } from "../messages/message-ledger.js";
import { type DriftEvent, type DriftOrigin, readOrigin, readReport } from "./drift-event.js";
import { readVote, type Vote } from "./votes.js";

/** What a region is created with. */
export interface RegionTraits {
  /** The id that clients use; the entity's own id is made from it. */
  readonly regionId: string;
  readonly name: string;
  /** Share of attached clusters with a live vote that a realignment must exceed, (0, 1]. */
  readonly consensusThreshold: number;
  /** How long a vote counts, in milliseconds. */
  readonly voteWindowMs: number;
}

/** What makes a session the meta session of a region. */
export interface RegionPart extends RegionTraits {
  /** Its clusters, in the order they were attached. */
  readonly children: readonly Child[];
  /** At most one a cluster. */
  readonly votes: readonly Vote[];
  /** Newest last. */
  readonly events: readonly DriftEvent[];
  /** Event time of the vote that completed the last quorum, in Unix milliseconds. */
  readonly lastRealignmentMs?: number;
  /** Turns whose drift was taken back, newest last: their votes may still be under way. */
  readonly retracted: readonly DriftOrigin[];
  readonly heard: HeardMessages;
}

/** A region without clusters. */
export function newRegion(traits: RegionTraits): RegionPart {
  return { ...traits, children: [], votes: [], events: [], retracted: [], heard: nothingHeard };
}

/** @throws CodecError */
export function readRegionTraits(reader: FieldReader): RegionTraits {
  const { idLengthMax, nameLengthMax, voteWindowMsMin, voteWindowMsMax } = coordinationLimits;
  return {
    regionId: reader.text("regionId", idLengthMax),
    name: reader.text("name", nameLengthMax),
    consensusThreshold: reader.number("consensusThreshold", { min: Number.MIN_VALUE, max: 1 }),
    voteWindowMs: reader.number("voteWindowMs", { min: voteWindowMsMin, max: voteWindowMsMax }),
  };
}

/** @throws CodecError */
export function readRegionPart(reader: FieldReader): RegionPart {
  const { childCountMax, driftEventCountMax, retractionCountMax } = coordinationLimits;
  return {
    ...readRegionTraits(reader),
    children: readChildren(reader),
    votes: reader.maps("votes", childCountMax, readVote),
    events: reader.maps("events", driftEventCountMax, readDriftEvent),
    ...reader.optional("lastRealignmentMs", (name) => reader.number(name)),
    retracted: reader.maps("retracted", retractionCountMax, readOrigin),
    heard: readHeard(reader),
  };
}

function readDriftEvent(reader: FieldReader): DriftEvent {
  return {
    clusterId: reader.text("clusterId", coordinationLimits.idLengthMax),
    ...readReport(reader),
    atMs: reader.number("atMs"),
    seq: reader.integer("seq", { min: 1 }),
    origin: reader.map("origin", readOrigin),
  };
}
