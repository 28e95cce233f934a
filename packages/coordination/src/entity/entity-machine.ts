import { type Machine, sessionMachine } from "@semvec/core";
import { applyEntity } from "./apply-entity.js";
import { decodeOp, encodeOp } from "./codec/op-codec.js";
import { decodeState, encodeState } from "./codec/state-codec.js";
import { decideEntity } from "./decide-entity.js";
import type { EntityAnswer } from "./entity-answer.js";
import type { EntityCommand } from "./entity-command.js";
import type { EntityOp } from "./entity-op.js";
import type { EntityParts, EntityState } from "./entity-state.js";

/** Sessions, clusters, regions, observers and networks as one deterministic state machine. */
export type EntityMachine = Machine<EntityState, EntityCommand, EntityOp, EntityAnswer>;

/** Bytes that one child, vote, event or similar is counted with. */
const bytesPerItem = 160;

function partItems({ cluster, region, observer, network }: EntityParts): number {
  const lists: readonly (readonly unknown[])[] = [
    ...(cluster === undefined ? [] : [cluster.children, cluster.heard]),
    ...(region === undefined
      ? []
      : [region.children, region.votes, region.events, region.retracted, region.heard]),
    ...(observer === undefined
      ? []
      : [
          observer.children,
          observer.standing,
          observer.anomalies.flatMap((it) => it.affectedClusterIds),
        ]),
    ...(network === undefined ? [] : [network.peers, network.trust]),
  ];
  return lists.reduce((sum, list) => sum + list.length, 0);
}

/**
 * The one machine that a host runs. A session's commands, ops and bytes are those of the session's
 * own machine; what a cluster, region, observer or network adds are further ops in the same log.
 */
export const entityMachine: EntityMachine = {
  kind: "session",
  /** Above the session machine's: it writes ops that one alone does not know. */
  engineVersion: sessionMachine.engineVersion + 1,
  decide: decideEntity,
  apply: applyEntity,
  opKind: (op) => op.kind,
  isTombstone: (op) => op.kind === "deleted",
  encodeOp,
  decodeOp,
  encodeState,
  decodeState,
  stateBytes: ({ session, parts }) =>
    sessionMachine.stateBytes(session) + bytesPerItem * partItems(parts),
};
