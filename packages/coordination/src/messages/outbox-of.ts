import { type LogPosition, realignmentTurns, type SessionOp, toDirection } from "@semvec/core";
import {
  type EntityOp,
  isGroupOp,
  type ObserverSetOp,
  type PublishedOp,
} from "../entity/entity-op.js";
import type { Pointer } from "../entity/pointer.js";
import { sampleSlotMs } from "../observer/sample-slot.js";
import { encodeMessage, type Message } from "./group-message.js";

/** A message for an entity of the same tenant, to be written with the op that causes it. */
export interface OutgoingMessage {
  readonly target: string;
  /** The incarnation that it is for; another one does not get it. */
  readonly targetGenesisSeq: number;
  readonly body: Uint8Array;
  /** Not delivered before this time, in Unix milliseconds. Default: at once. */
  readonly visibleAtMs?: number;
}

/**
 * What an op tells other entities, and its own for later: a session with a lifetime, or an
 * observer, sets itself a timer. Pure, and of the op alone: what it needs to know was resolved when
 * the op was decided.
 */
export function outboxOf(op: EntityOp, position: LogPosition): readonly OutgoingMessage[] {
  if (!isGroupOp(op)) return lifetimeTimer(op, position);
  switch (op.kind) {
    case "published":
      return published(op, position);
    case "observer-set":
      return [sampleTimer(op, position)];
    case "drift-relayed": {
      const { origin, eventMs, report, region } = op;
      return region === undefined
        ? []
        : [address(region, { kind: "drift", origin, eventMs, report })];
    }
    case "retraction-relayed": {
      const { origin, region } = op;
      return region === undefined ? [] : [address(region, { kind: "retraction", origin })];
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

/** The timer of a session that begins with a lifetime. */
function lifetimeTimer(op: SessionOp, { entity, seq }: LogPosition): OutgoingMessage[] {
  const config = op.kind === "created" || op.kind === "ran" ? op.config : undefined;
  if (config?.ttlSeconds === undefined) return [];
  const visibleAtMs = op.atMs + config.ttlSeconds * 1000;
  return [{ ...address({ id: entity, genesisSeq: seq }, { kind: "expire" }), visibleAtMs }];
}

/** The timer of an observer; it takes the place of the one that was set before. */
function sampleTimer(
  { atMs, genesisSeq, intervalMs }: ObserverSetOp,
  { entity }: LogPosition,
): OutgoingMessage {
  const visibleAtMs = sampleSlotMs(atMs, intervalMs) + intervalMs;
  return { ...address({ id: entity, genesisSeq }, { kind: "sample" }), visibleAtMs };
}

function published(op: PublishedOp, position: LogPosition): OutgoingMessage[] {
  const { event, retraction, session } = op;
  const { entity } = position;
  const messages: OutgoingMessage[] = [];
  if (retraction !== undefined) {
    const origin = { entity, seq: retraction.seq };
    messages.push(address(retraction.route.target, { kind: "retraction", origin }));
  }
  if (event?.route !== undefined) {
    const { route, ...report } = event;
    const origin = { entity, seq: position.seq };
    messages.push(address(route.target, { kind: "drift", origin, eventMs: session.atMs, report }));
  }
  return messages;
}

function address(target: Pointer, message: Message): OutgoingMessage {
  return {
    target: target.id,
    targetGenesisSeq: target.genesisSeq,
    body: encodeMessage(message),
  };
}
