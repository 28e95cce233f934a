import { retypedForm } from "../memory/retyped-form.js";
import type { SessionProgress, SessionState } from "./session-state.js";

/** Forgets the memories whose time is over, and what is kept of them beside. */
export function letGoOfExpired(state: SessionState, atMs: number): void {
  for (const { text } of state.memories.expire(atMs)) {
    state.progress = unsay(state.progress, text);
  }
}

/**
 * The newest response is kept beside its memory, to know it when it is sent again. It goes with
 * that memory, or the text would stay in every export, and saying it anew would store nothing.
 */
export function unsay(progress: SessionProgress, text: string): SessionProgress {
  const { lastResponse, ...rest } = progress;
  // It may have been stored as the repeat of what was typed a little differently.
  const isSaid = lastResponse !== undefined && retypedForm(lastResponse) === retypedForm(text);
  return isSaid ? rest : progress;
}
