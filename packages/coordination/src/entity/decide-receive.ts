import type { Decision, LogPosition } from "@semvec/core";
import type { DriftMessage, RealignMessage } from "../messages/group-message.js";
import { hasHeard, type MessageId } from "../messages/message-ledger.js";
import { driftEvents, retractionEvents } from "../region/region-events.js";
import type { RegionPart } from "../region/region-part.js";
import { castVote, isAdmissible, tallyVotes } from "../region/votes.js";
import type { ReceiveAnswer } from "./entity-answer.js";
import type { ReceiveCommand } from "./entity-command.js";
import type { DriftRecordedOp, GroupOp, RealignmentRecord } from "./entity-op.js";
import type { EntityState } from "./entity-state.js";
import { decideSessionOp, opTime } from "./session-ops.js";

type ReceiveDecision = Decision<GroupOp, ReceiveAnswer>;

const ignored: ReceiveDecision = { answer: { outcome: "ignored" } };

/**
 * Decides what a message does. Delivery is at least once and in no order; a message that was taken
 * in, or whose sender left meanwhile, does nothing: but who left can still take a drift back.
 */
export function decideReceive(
  state: EntityState | undefined,
  command: ReceiveCommand,
  position: LogPosition,
): ReceiveDecision {
  const { from, message } = command;
  const { cluster, region } = state?.parts ?? {};
  const group = cluster ?? region;
  if (state === undefined || group === undefined) return ignored;
  if (hasHeard(group.heard, from)) return { answer: { outcome: "repeated" } };
  if (message.kind === "realign") return decideRealign(state, command, message, position);
  const isChild = group.children.some(({ id }) => id === from.source);
  // A member that left since takes back what it said while it was one.
  const takesBack = cluster !== undefined && message.kind === "retraction";
  if (!isChild && !takesBack) return ignored;
  const atMs = opTime(state, command.nowMs);
  const { origin } = message;
  if (region === undefined) {
    const { attachedTo } = state.parts;
    const relay = { atMs, from, origin, ...(attachedTo !== undefined && { region: attachedTo }) };
    if (message.kind === "retraction") {
      const op = { kind: "retraction-relayed", ...relay } as const;
      return { op, answer: { outcome: "relayed" } };
    }
    const { eventMs, report } = message;
    const op = { kind: "drift-relayed", ...relay, eventMs, report } as const;
    return { op, answer: { outcome: "relayed" } };
  }
  if (message.kind === "retraction") {
    const op = { kind: "vote-retracted", atMs, from, origin } as const;
    const events = retractionEvents(region, op, position);
    return { op, answer: { outcome: "retracted", events } };
  }
  return decideDrift(state, region, { command, message, position });
}

function decideRealign(
  state: EntityState,
  { from, nowMs }: ReceiveCommand,
  { direction, turns }: RealignMessage,
  position: LogPosition,
): ReceiveDecision {
  const { session, parts } = state;
  if (parts.cluster === undefined || parts.attachedTo?.id !== from.source) return ignored;
  if (session.controls.isolation.level === "LOCKDOWN") return { answer: { outcome: "skipped" } };
  const realign = { kind: "realign", vector: direction, turns, nowMs } as const;
  const op = decideSessionOp("realign-begun", session, realign, position);
  return {
    op: { kind: "realignment-received", atMs: op.atMs, from, session: op },
    answer: { outcome: "realignment-begun" },
  };
}

interface ReceivedDrift {
  readonly command: ReceiveCommand;
  readonly message: DriftMessage;
  readonly position: LogPosition;
}

/** Records a cluster's drift, counts it as a vote, and realigns when it completes a quorum. */
function decideDrift(
  state: EntityState,
  region: RegionPart,
  { command, message, position }: ReceivedDrift,
): ReceiveDecision {
  const { from, mean } = command;
  const { origin, eventMs, report } = message;
  const clusterId = from.source;
  // What happened before the cluster was attached is not the region's.
  if (eventMs < sinceMs(region, from)) return ignored;
  const vote = { clusterId, atMs: eventMs, origin };
  const votes = isAdmissible(region, vote);
  const tally = votes ? tallyVotes(region, castVote(region.votes, vote)) : undefined;
  const op: DriftRecordedOp = {
    kind: "drift-recorded",
    atMs: opTime(state, command.nowMs),
    from,
    origin,
    eventMs,
    report,
    ...(votes && { votes: true }),
  };
  if (tally?.isQuorum !== true) {
    const events = driftEvents(region, op, { position, tally });
    return { op, answer: { outcome: "recorded", events } };
  }
  if (mean === undefined) return { answer: { outcome: "needs-mean" } };
  const realignment = realignmentOf(state, region, { command, position, eventMs: tally.atMs });
  const realigned = { ...op, realignment };
  const events = driftEvents(region, realigned, { position, tally });
  return { op: realigned, answer: { outcome: "realigned", events } };
}

function sinceMs(region: RegionPart, { source }: MessageId): number {
  return region.children.find(({ id }) => id === source)?.sinceMs ?? Infinity;
}

interface CompletedQuorum {
  readonly command: ReceiveCommand;
  readonly position: LogPosition;
  readonly eventMs: number;
}

function realignmentOf(
  { session }: EntityState,
  region: RegionPart,
  { command, position, eventMs }: CompletedQuorum,
): RealignmentRecord {
  const { nowMs, mean } = command;
  const vector = mean?.vector;
  const clusters = region.children.map(({ id, genesisSeq }) => ({ id, genesisSeq }));
  return {
    eventMs,
    clusters,
    ...(vector !== undefined && {
      session: decideSessionOp("steered", session, { kind: "steer", vector, nowMs }, position),
    }),
  };
}
