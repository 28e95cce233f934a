import { childrenOf, type ParentLevel, pointerOf } from "../entity/entity-state.js";
import { samePointer } from "../entity/pointer.js";
import type { SeenEntity } from "./scene.js";

/**
 * Whether both sides of a membership say so already; then there is nothing to write. Else both
 * sides are written, also the one that seems to say so: only an entity with an op in the set is
 * known to stand, when the set is committed, where the plan saw it. The other may be a view from
 * before the group was deleted and made again.
 */
export function isChildOf(child: SeenEntity, parent: SeenEntity, level: ParentLevel): boolean {
  const isListed = childrenOf(parent)?.some((it) => samePointer(it, child.pointer)) ?? false;
  return isListed && samePointer(child.parts[pointerOf[level]], parent.pointer);
}
