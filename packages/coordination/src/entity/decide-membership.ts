import type { Decision, LogPosition } from "@semvec/core";
import { CoordinationLimitError, UnequalDimensionsError } from "../errors.js";
import { coordinationLimits } from "../limits.js";
import type { AddedAnswer, RemovedAnswer } from "./entity-answer.js";
import type {
  AddChildCommand,
  ClearParentCommand,
  DeleteGroupCommand,
  FenceCommand,
  RemoveChildCommand,
  SetParentCommand,
} from "./entity-command.js";
import type { ChildAddedOp, CreatedOp, EntityOp } from "./entity-op.js";
import { childrenOf, type EntityState, groupKind, pointerOf } from "./entity-state.js";
import { existing } from "./existing.js";
import { beginSession, opTime } from "./session-ops.js";

type MembershipCommand =
  | DeleteGroupCommand
  | AddChildCommand
  | RemoveChildCommand
  | SetParentCommand
  | ClearParentCommand
  | FenceCommand;

/**
 * Decides one side of a change of membership. Both sides are written in one set, and who plans the
 * set has looked at both: here only what one side can see is checked. Adding always writes, so that
 * both logs fence the change; who finds nothing to add sends no command.
 */
export function decideMembership(
  found: EntityState | undefined,
  command: MembershipCommand,
  position: LogPosition,
): Decision<EntityOp, AddedAnswer | RemovedAnswer> {
  const state = existing(found);
  const atMs = opTime(state, command.nowMs);
  switch (command.kind) {
    case "delete-group":
      return { op: { kind: "deleted", atMs }, answer: { removed: true } };
    case "add-child":
      return decideAddChild(state, command, position);
    case "remove-child": {
      const { id } = command;
      if (!childrenOf(state)?.some((child) => child.id === id))
        return { answer: { removed: false } };
      return { op: { kind: "child-removed", atMs, id }, answer: { removed: true } };
    }
    case "set-parent": {
      const { level, parent } = command;
      return { op: { kind: "parent-set", atMs, level, parent }, answer: { added: true } };
    }
    case "clear-parent": {
      const { level } = command;
      if (state.parts[pointerOf[level]] === undefined) return { answer: { removed: false } };
      return { op: { kind: "parent-cleared", atMs, level }, answer: { removed: true } };
    }
    case "fence":
      return { op: { kind: "fenced", atMs }, answer: { removed: false } };
  }
}

function decideAddChild(
  state: EntityState,
  command: AddChildCommand,
  position: LogPosition,
): Decision<ChildAddedOp, AddedAnswer> {
  const { child } = command;
  const children = childrenOf(state) ?? [];
  const { childCountMax } = coordinationLimits;
  const others = children.filter(({ id }) => id !== child.id).length;
  if (others >= childCountMax) {
    throw new CoordinationLimitError(`children of a ${groupKind(state)}`, childCountMax);
  }
  const session = redimension(state, command, position);
  const op: ChildAddedOp = {
    kind: "child-added",
    atMs: opTime(state, command.nowMs),
    child,
    ...(session !== undefined && { session }),
  };
  return { op, answer: { added: true } };
}

/**
 * A region is created before anybody knows what dimension its clusters have: its first cluster
 * decides, and a meta session that has said nothing begins anew in that dimension.
 *
 * @throws UnequalDimensionsError when the dimensions differ and nothing can be done
 */
function redimension(
  state: EntityState,
  { child, dimension, options, nowMs }: AddChildCommand,
  position: LogPosition,
): CreatedOp | undefined {
  const { session, parts } = state;
  const own = session.config.dimension;
  if (parts.observer !== undefined || dimension === own) return undefined;
  const isFresh = session.progress.turns === 0 && parts.region?.children.length === 0;
  if (!isFresh || options === undefined) {
    const { parent, childLevel } = inWords(state);
    const sized = { name: `the ${childLevel} ${child.id}`, dimension };
    throw new UnequalDimensionsError({ name: parent, dimension: own }, sized);
  }
  return beginSession({ ...options, dimension }, opTime(state, nowMs), position);
}

/** A parent under the name that its owner knows it by, and what its children are. */
function inWords({ session, parts }: EntityState) {
  return parts.region === undefined
    ? { parent: `the cluster ${session.entity}`, childLevel: "session" }
    : { parent: `the region ${parts.region.regionId}`, childLevel: "cluster" };
}
