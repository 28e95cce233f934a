import { CodecError, type Decision, InvalidArgumentError, type LogPosition } from "@semvec/core";
import { decodeOp, encodeOp } from "./codec/op-codec.js";
import { decideCreateCluster, decideCreateRegion } from "./decide-create.js";
import { decideMembership } from "./decide-membership.js";
import { decideNetwork } from "./decide-network.js";
import { decideClearAnomalies, decideSample, decideSetObserver } from "./decide-observer.js";
import { decideReceive } from "./decide-receive.js";
import { decideSessionCommand } from "./decide-session-command.js";
import type { EntityAnswer } from "./entity-answer.js";
import type { EntityCommand } from "./entity-command.js";
import { type EntityOp, isGroupOp } from "./entity-op.js";
import type { EntityState } from "./entity-state.js";

type EntityDecision = Decision<EntityOp, EntityAnswer>;

/**
 * Decides a command; the state is left as it was. An op of ours has been through its own encoding:
 * what a replay could not read is refused here, before anything is written.
 *
 * @throws the errors of the session's machine and of this package
 */
export function decideEntity(
  state: EntityState | undefined,
  command: EntityCommand,
  position: LogPosition,
): EntityDecision {
  const { op, answer } = decide(state, command, position);
  if (op === undefined) return { answer };
  return { op: isGroupOp(op) ? readBack(op) : op, answer };
}

function readBack(op: EntityOp): EntityOp {
  try {
    return decodeOp(encodeOp(op));
  } catch (cause) {
    if (cause instanceof CodecError) throw new InvalidArgumentError(cause.message, { cause });
    throw cause;
  }
}

function decide(
  state: EntityState | undefined,
  command: EntityCommand,
  position: LogPosition,
): EntityDecision {
  switch (command.kind) {
    case "create-cluster":
      return decideCreateCluster(state, command, position);
    case "create-region":
      return decideCreateRegion(state, command, position);
    case "set-observer":
      return decideSetObserver(state, command, position);
    case "delete-group":
    case "add-child":
    case "remove-child":
    case "set-parent":
    case "clear-parent":
    case "fence":
      return decideMembership(state, command, position);
    case "receive":
      return decideReceive(state, command, position);
    case "sample":
      return decideSample(state, command, position);
    case "clear-anomalies":
      return decideClearAnomalies(state, command);
    case "name-peers":
    case "switch-user":
    case "hold-consensus":
    case "forget-peer":
      return decideNetwork(state, command, position);
    default:
      return decideSessionCommand(state, command, position);
  }
}
