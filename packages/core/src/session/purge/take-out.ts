import type { HeldTurn } from "../session-op.js";
import type { SessionProgress, SessionState } from "../session-state.js";
import type { PurgeCandidate } from "./purge-filter.js";

/** Whether something that was said may stay. */
export type Keeps = (said: Omit<PurgeCandidate, "writtenMs">) => boolean;

/** Takes out of a session what may not stay: memories, held turns, the message in the buffer. */
export function takeOut(state: SessionState, keeps: Keeps): void {
  let taken = 0;
  const keepsCounted: Keeps = (said) => {
    const kept = keeps(said);
    if (!kept) taken += 1;
    return kept;
  };
  for (const memory of [...state.memories]) {
    if (!keepsCounted(memory)) state.memories.remove(memory.hash);
  }
  const { isolation } = state.controls;
  const quarantine = isolation.quarantine.flatMap((turn) => keptTurn(turn, keepsCounted) ?? []);
  state.controls = { ...state.controls, isolation: { ...isolation, quarantine } };
  const { buffer } = state.progress;
  if (buffer !== undefined && !keepsCounted(buffer)) state.progress = unbuffered(state.progress);
  if (taken === 0) return;
  // Only its text is known of it, not where it came from.
  const { lastResponse: _mayBeOut, ...progress } = state.progress;
  state.progress = progress;
}

/** The halves of a turn that may stay; `undefined` when none may. */
export function keptTurn(turn: HeldTurn, keeps: Keeps): HeldTurn | undefined {
  const { message: asked, response: answered, ...verdict } = turn;
  const message = asked !== undefined && keeps(asked) ? asked : undefined;
  const response = answered !== undefined && keeps(answered) ? answered : undefined;
  if (message === undefined && response === undefined) return undefined;
  return {
    ...verdict,
    ...(message !== undefined && { message }),
    ...(response !== undefined && { response }),
  };
}

/** Without the message that waits for its response, and what drift keeps of it until then. */
function unbuffered(progress: SessionProgress): SessionProgress {
  const { buffer: _waiting, drift, ...rest } = progress;
  const { pending: _itsReading, ...before } = drift;
  return { ...rest, drift: before };
}
