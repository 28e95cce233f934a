import { createHash } from "node:crypto";
import { type EntityState, entityMachine } from "@semvec/coordination";

/** SHA-256 of a state's canonical bytes; `none` for an entity that does not live. */
export function stateHash(state: EntityState | undefined): string {
  if (state === undefined) return "none";
  return createHash("sha256").update(entityMachine.encodeState(state)).digest("hex");
}
