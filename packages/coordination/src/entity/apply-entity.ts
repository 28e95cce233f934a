import { type LogPosition, type SessionOp, type SessionState, sessionMachine } from "@semvec/core";
import { newCluster, noteDrift } from "../cluster/cluster-part.js";
import { hear } from "../messages/message-ledger.js";
import { forgetPeer } from "../network/network-part.js";
import { newRegion } from "../region/region-part.js";
import { applyMembership } from "./apply-membership.js";
import { applyNetworkUsed, applyObserverSet, applySampled } from "./apply-observation.js";
import { applyDriftRecorded, applyVoteRetracted } from "./apply-region.js";
import {
  type EntityOp,
  type GroupOp,
  isGroupOp,
  type PublishedOp,
  sessionOpOf,
} from "./entity-op.js";
import { type EntityParts, type EntityState, noParts } from "./entity-state.js";

/** Applies one op: the only thing that changes an entity. */
export function applyEntity(
  state: EntityState | undefined,
  op: EntityOp,
  position: LogPosition,
): EntityState | undefined {
  if (!isGroupOp(op)) return applySessionOp(state, op, position);
  const session = applyInner(state?.session, op, position);
  // Every op is the newest of the entity's one log, whichever part of it has changed.
  session.seq = position.seq;
  session.atMs = op.atMs;
  return { session, parts: applyParts(state?.parts ?? noParts, op, position) };
}

function applySessionOp(
  state: EntityState | undefined,
  op: SessionOp,
  position: LogPosition,
): EntityState | undefined {
  const session = sessionMachine.apply(state?.session, op, position);
  if (session === undefined) return undefined;
  const parts = state?.parts ?? noParts;
  return { session, parts: settlesDrift(op) ? withoutPublished(parts) : parts };
}

/** Whether after the op no reply can take the published drift back any more. */
function settlesDrift(op: SessionOp): boolean {
  if (op.kind === "stored") return op.answersBuffer === true;
  return op.kind === "ran" || op.kind === "reset" || op.kind === "imported";
}

function withoutPublished(parts: EntityParts): EntityParts {
  if (parts.published === undefined) return parts;
  const { published: _settled, ...rest } = parts;
  return rest;
}

/** The session after what the op does to it. */
function applyInner(
  session: SessionState | undefined,
  op: GroupOp,
  position: LogPosition,
): SessionState {
  const inner = sessionOpOf(op);
  const applied = inner === undefined ? session : sessionMachine.apply(session, inner, position);
  if (applied === undefined) throw new Error(`an op "${op.kind}" has no entity`);
  return applied;
}

function applyParts(parts: EntityParts, op: GroupOp, position: LogPosition): EntityParts {
  switch (op.kind) {
    case "cluster-created":
      return { cluster: newCluster(op.cluster) };
    case "region-created":
      return { region: newRegion(op.region) };
    case "published":
      return applyPublished(parts, op, position);
    case "child-added":
    case "child-removed":
    case "parent-set":
    case "parent-cleared":
      return applyMembership(parts, op);
    case "fenced":
      return parts;
    case "drift-relayed": {
      const heard = heardBy(parts, op);
      return { ...heard, ...(heard.cluster && { cluster: noteDrift(heard.cluster, op.eventMs) }) };
    }
    case "retraction-relayed":
    case "realignment-received":
      return heardBy(parts, op);
    case "drift-recorded":
      return applyDriftRecorded(parts, op, position);
    case "vote-retracted":
      return applyVoteRetracted(parts, op);
    case "observer-set":
      return applyObserverSet(parts, op, position);
    case "sampled":
      return applySampled(parts, op);
    case "anomalies-cleared": {
      const { observer } = parts;
      return {
        ...parts,
        ...(observer && { observer: { ...observer, anomalies: [], standing: [] } }),
      };
    }
    case "network-used":
      return applyNetworkUsed(parts, op);
    case "peer-forgotten": {
      const { network } = parts;
      return { ...parts, ...(network && { network: forgetPeer(network, op.peer) }) };
    }
  }
}

function applyPublished(parts: EntityParts, op: PublishedOp, { seq }: LogPosition): EntityParts {
  const { event, session } = op;
  const settled = withoutPublished(parts);
  if (event === undefined) return settled;
  const { route } = event;
  const { cluster } = parts;
  // Without a route to a cluster the drift is the own cluster's.
  const isOwn = cluster !== undefined && route?.level !== "cluster";
  return {
    ...settled,
    ...(isOwn && { cluster: noteDrift(cluster, session.atMs) }),
    ...(route !== undefined && { published: { seq, route } }),
  };
}

function heardBy(parts: EntityParts, { from }: Extract<GroupOp, { from: unknown }>): EntityParts {
  const { cluster } = parts;
  return {
    ...parts,
    ...(cluster && { cluster: { ...cluster, heard: hear(cluster.heard, from) } }),
  };
}
