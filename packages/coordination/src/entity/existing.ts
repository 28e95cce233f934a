import { SessionNotFoundError } from "@semvec/core";
import type { EntityState } from "./entity-state.js";

/** @throws SessionNotFoundError */
export function existing(state: EntityState | undefined): EntityState {
  if (state === undefined) throw new SessionNotFoundError();
  return state;
}
