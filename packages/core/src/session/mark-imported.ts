import type { HeldTurn } from "./session-op.js";
import type { SessionState } from "./session-state.js";

/** What of a session is still to become memories. */
type Waiting = Pick<SessionState, "progress" | "controls">;

/**
 * Marks what an import brought that is no memory yet, the message in the buffer and the turns in
 * quarantine, so that the memories which come of it say so.
 */
export function markImported({ progress, controls }: Waiting): Waiting {
  const { buffer } = progress;
  const { isolation } = controls;
  return {
    progress: { ...progress, ...(buffer !== undefined && { buffer: marked(buffer) }) },
    controls: {
      ...controls,
      isolation: { ...isolation, quarantine: isolation.quarantine.map(markedTurn) },
    },
  };
}

function markedTurn({ message, response, ...verdict }: HeldTurn): HeldTurn {
  return {
    ...verdict,
    ...(message !== undefined && { message: marked(message) }),
    ...(response !== undefined && { response: marked(response) }),
  };
}

function marked<T extends object>(said: T): T & { readonly origin: "import" } {
  return { ...said, origin: "import" };
}
