import type { DriftState } from "./drift-state.js";
import type { DriftReading } from "./score-drift.js";
import { settleTurn } from "./settle-turn.js";

/**
 * The state after a user turn, from the reading that `scoreDrift` gave for `state`. A turn that was
 * still pending is taken to have no reply.
 */
export function observeTurn(
  state: DriftState,
  reading: Pick<DriftReading, "filter" | "learnedCosines" | "pending">,
): DriftState {
  const { filter, learnedCosines, pending } = reading;
  return { ...settleTurn(state), filter, learnedCosines, pending };
}
