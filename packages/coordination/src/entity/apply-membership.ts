import type { ChildAddedOp, ChildRemovedOp, ParentClearedOp, ParentSetOp } from "./entity-op.js";
import { type EntityParts, pointerOf } from "./entity-state.js";
import type { Child } from "./pointer.js";

/** The parts after a change on either side of a membership. */
export function applyMembership(
  parts: EntityParts,
  op: ChildAddedOp | ChildRemovedOp | ParentSetOp | ParentClearedOp,
): EntityParts {
  switch (op.kind) {
    case "parent-set":
      return { ...parts, [pointerOf[op.level]]: op.parent };
    case "parent-cleared": {
      const { [pointerOf[op.level]]: _left, ...rest } = parts;
      return rest;
    }
    case "child-added": {
      const child = { ...op.child, sinceMs: op.atMs };
      return withChildren(parts, op.child.id, [child]);
    }
    case "child-removed":
      return withChildren(parts, op.id, []);
  }
}

/** Puts children in the place of the one with this id; a cluster that goes takes its vote along. */
function withChildren(parts: EntityParts, id: string, added: readonly Child[]): EntityParts {
  const { cluster, region, observer } = parts;
  const change = (children: readonly Child[]) => [
    ...children.filter((child) => child.id !== id),
    ...added,
  ];
  if (cluster !== undefined) {
    return { ...parts, cluster: { ...cluster, children: change(cluster.children) } };
  }
  if (region !== undefined) {
    const votes = region.votes.filter(({ clusterId }) => clusterId !== id);
    return { ...parts, region: { ...region, children: change(region.children), votes } };
  }
  if (observer !== undefined) {
    return { ...parts, observer: { ...observer, children: change(observer.children) } };
  }
  return parts;
}
