import type { FieldReader } from "@semvec/core/codec";
import { coordinationLimits } from "../limits.js";
import { type DriftOrigin, readOrigin, sameOrigin } from "./drift-event.js";
import type { RegionPart } from "./region-part.js";

/** A cluster's vote for a realignment: its newest drift. */
export interface Vote {
  readonly clusterId: string;
  /** When the turn was run, in Unix milliseconds: event time, not time of arrival. */
  readonly atMs: number;
  readonly origin: DriftOrigin;
}

/** Whether a region takes a vote in: it was not retracted, and no realignment was past it. */
export function isAdmissible(region: RegionPart, vote: Vote): boolean {
  if (region.retracted.some((origin) => sameOrigin(origin, vote.origin))) return false;
  return vote.atMs >= (region.lastRealignmentMs ?? -Infinity);
}

/** The votes after one more: of each cluster the newest, by event time. */
export function castVote(votes: readonly Vote[], vote: Vote): readonly Vote[] {
  const before = votes.find(({ clusterId }) => clusterId === vote.clusterId);
  if (before !== undefined && before.atMs > vote.atMs) return votes;
  return [...votes.filter((it) => it !== before), vote];
}

/** What the votes of a region amount to. */
export interface Tally {
  /** Event time of the newest vote: the end of the window. */
  readonly atMs: number;
  /** Clusters whose vote is inside the window. */
  readonly liveCount: number;
  readonly isQuorum: boolean;
}

/**
 * Counts the votes of the attached clusters. The window ends at the newest vote and is half open:
 * a vote exactly as old as the window is long does not count.
 */
export function tallyVotes(region: RegionPart, votes: readonly Vote[]): Tally {
  const atMs = votes.reduce((newest, vote) => Math.max(newest, vote.atMs), -Infinity);
  const attached = new Set(region.children.map(({ id }) => id));
  const live = votes.filter(
    (vote) => attached.has(vote.clusterId) && atMs - vote.atMs < region.voteWindowMs,
  );
  const share = live.length / region.children.length;
  const isQuorum = live.length > 0 && (share > region.consensusThreshold || share === 1);
  return { atMs, liveCount: live.length, isQuorum };
}

/** @throws CodecError */
export function readVote(reader: FieldReader): Vote {
  return {
    clusterId: reader.text("clusterId", coordinationLimits.idLengthMax),
    atMs: reader.number("atMs"),
    origin: reader.map("origin", readOrigin),
  };
}
