import type { LogPosition } from "@semvec/core";
import { coordinationLimits } from "../limits.js";
import { hear } from "../messages/message-ledger.js";
import { sameOrigin } from "../region/drift-event.js";
import { castVote } from "../region/votes.js";
import type { DriftRecordedOp, VoteRetractedOp } from "./entity-op.js";
import type { EntityParts } from "./entity-state.js";

/** The parts of a region after a cluster's drift: an event, a vote, and perhaps a realignment. */
export function applyDriftRecorded(
  parts: EntityParts,
  op: DriftRecordedOp,
  { seq }: LogPosition,
): EntityParts {
  const { region } = parts;
  if (region === undefined) return parts;
  const { from, origin, eventMs, report, realignment } = op;
  const clusterId = from.source;
  const event = { clusterId, ...report, atMs: eventMs, seq, origin };
  const vote = { clusterId, atMs: eventMs, origin };
  const votes = op.votes === true ? castVote(region.votes, vote) : region.votes;
  return {
    ...parts,
    region: {
      ...region,
      heard: hear(region.heard, from),
      events: [...region.events, event].slice(-coordinationLimits.driftEventCountMax),
      votes: realignment === undefined ? votes : [],
      ...(realignment !== undefined && { lastRealignmentMs: realignment.eventMs }),
    },
  };
}

/** The parts of a region after a drift was taken back; what a realignment used stays used. */
export function applyVoteRetracted(parts: EntityParts, op: VoteRetractedOp): EntityParts {
  const { region } = parts;
  if (region === undefined) return parts;
  const { from, origin } = op;
  return {
    ...parts,
    region: {
      ...region,
      heard: hear(region.heard, from),
      votes: region.votes.filter((vote) => !sameOrigin(vote.origin, origin)),
      retracted: [...region.retracted, origin].slice(-coordinationLimits.retractionCountMax),
    },
  };
}
