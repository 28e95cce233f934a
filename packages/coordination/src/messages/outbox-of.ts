import { type LogPosition, realignmentTurns, toDirection } from "@semvec/core";
import { type EntityOp, isGroupOp, type PublishedOp } from "../entity/entity-op.js";
import type { Pointer } from "../entity/pointer.js";
import { encodeMessage, type GroupMessage } from "./group-message.js";

/** A message for another entity of the same tenant, to be written with the op that causes it. */
export interface OutgoingMessage {
  readonly target: string;
  /** The incarnation that it is for; another one does not get it. */
  readonly targetGenesisSeq: number;
  readonly body: Uint8Array;
}

/**
 * What an op tells other entities. Pure, and of the op alone: what it needs to know was resolved
 * when the op was decided.
 */
export function outboxOf(op: EntityOp, position: LogPosition): readonly OutgoingMessage[] {
  if (!isGroupOp(op)) return [];
  switch (op.kind) {
    case "published":
      return published(op, position);
    case "drift-relayed": {
      const { origin, eventMs, report, region } = op;
      return region === undefined
        ? []
        : [address(region, { kind: "drift", origin, eventMs, report })];
    }
    case "retraction-relayed": {
      const { origin, retractedBy, region } = op;
      return region === undefined
        ? []
        : [address(region, { kind: "retraction", origin, retractedBy })];
    }
    case "drift-recorded": {
      const { session, clusters } = op.realignment ?? {};
      if (session === undefined || clusters === undefined) return [];
      const direction = toDirection(session.vector);
      const message = { kind: "realign", direction, turns: realignmentTurns } as const;
      return clusters.map((cluster) => address(cluster, message));
    }
    default:
      return [];
  }
}

function published(op: PublishedOp, position: LogPosition): OutgoingMessage[] {
  const { event, retraction, session } = op;
  const { entity } = position;
  const messages: OutgoingMessage[] = [];
  if (retraction !== undefined) {
    const origin = { entity, seq: retraction.seq };
    const retractedBy = { seq: position.seq, eventMs: session.atMs };
    messages.push(address(retraction.route.target, { kind: "retraction", origin, retractedBy }));
  }
  if (event?.route !== undefined) {
    const { route, ...report } = event;
    const origin = { entity, seq: position.seq };
    messages.push(address(route.target, { kind: "drift", origin, eventMs: session.atMs, report }));
  }
  return messages;
}

function address(target: Pointer, message: GroupMessage): OutgoingMessage {
  return {
    target: target.id,
    targetGenesisSeq: target.genesisSeq,
    body: encodeMessage(message),
  };
}
