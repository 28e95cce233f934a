import { type Anchors, noAnchors } from "../controls/anchors.js";
import { type IsolationState, initialIsolation } from "../controls/isolation-state.js";
import { noTriggers, type TriggerSet } from "../controls/trigger-set.js";
import type { HeldTurn } from "./session-op.js";

/** What steers a session. Replaced as a whole, never changed in place; a reset keeps it. */
export interface SessionControls {
  readonly triggers: TriggerSet;
  readonly anchors: Anchors;
  readonly isolation: IsolationState<HeldTurn>;
}

/** A session that nothing steers. */
export const initialControls: SessionControls = {
  triggers: noTriggers,
  anchors: noAnchors,
  isolation: initialIsolation(),
};
