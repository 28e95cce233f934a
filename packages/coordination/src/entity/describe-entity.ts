import type { EntityOp } from "./entity-op.js";
import type { GroupKind } from "./entity-state.js";

/** What an entity is listed as. */
export type EntityKind = "session" | GroupKind;

/** What an entity is, from the op that began it: for the directory. */
export function entityKindOf(genesis: EntityOp): EntityKind {
  switch (genesis.kind) {
    case "cluster-created":
      return "cluster";
    case "region-created":
      return "region";
    case "observer-set":
      return "observer";
    case "network-used":
      return "network";
    default:
      return "session";
  }
}
