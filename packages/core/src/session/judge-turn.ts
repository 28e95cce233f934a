import { judgeTurn } from "../controls/isolation-policy.js";
import { holdTurn, type IsolationState } from "../controls/isolation-state.js";
import { matchTriggers } from "../controls/match-triggers.js";
import { SessionConflictError } from "../errors.js";
import { memoryOverheadBytes, triggerLabelCountMax } from "../memory/memory-limits.js";
import type { MemoryTable } from "../memory/memory-table.js";
import { isDirected } from "../vector/direction.js";
import type { SessionControls } from "./session-controls.js";
import type { HeldTurn, StoredTurn, StoredUtterance, TurnVerdictRecord } from "./session-op.js";

/** The halves of a turn that are there. */
function halves(turn: Pick<StoredTurn, "message" | "response">): StoredUtterance[] {
  return [turn.message, turn.response].filter((half) => half !== undefined);
}

/** What a turn is judged by. */
export interface TurnJudges {
  readonly controls: SessionControls;
  readonly memories: MemoryTable;
  readonly nowMs: number;
}

/**
 * Decides of a turn which triggers match it, whether isolation keeps it out, and whether it only
 * repeats what is held. What a trigger singles out is always stored.
 *
 * @throws SessionConflictError when isolation goes by vectors and one is missing
 */
export function judgeStoredTurn(
  { controls, memories, nowMs }: TurnJudges,
  turn: Pick<StoredTurn, "message" | "response">,
): TurnVerdictRecord {
  const said = halves(turn);
  assertJudgeable(controls, said);
  const labels = new Set(said.flatMap((half) => matchTriggers(controls.triggers, half)));
  const verdict = judgeTurn(
    controls.isolation,
    said.map((half) => half.direction),
  );
  const repeats = verdict === "admit" && labels.size === 0 && memories.repeatsTurn(said, nowMs);
  return {
    ...(repeats && { repeats }),
    ...(labels.size > 0 && { triggers: [...labels].slice(0, triggerLabelCountMax) }),
    ...(verdict !== "admit" && { kept: verdict === "hold" ? "held" : "out" }),
  };
}

/** What guards a session must not be passed by what it cannot judge. */
function assertJudgeable({ isolation }: SessionControls, said: readonly StoredUtterance[]): void {
  const { level, exclusions, allowed } = isolation;
  if (level === "OPEN" || exclusions.length + allowed.length === 0) return;
  if (said.every(({ direction }) => isDirected(direction))) return;
  throw new SessionConflictError(
    `The session's isolation (${level}) goes by vectors, and a text of the turn has none`,
  );
}

/** Bytes that a held turn counts for. */
export function heldBytes(turn: HeldTurn): number {
  return halves(turn).reduce(
    (sum, half) => sum + half.direction.length + 2 * half.text.length + memoryOverheadBytes,
    0,
  );
}

/**
 * Holds a turn; the oldest ones make room when there would be too many, or more bytes than the
 * session's memories may count for. What makes room is counted.
 */
export function holdTurnWithin(
  isolation: IsolationState<HeldTurn>,
  turn: HeldTurn,
  bytesMax: number,
): IsolationState<HeldTurn> {
  const held = holdTurn(isolation, turn);
  let bytes = held.quarantine.reduce((sum, it) => sum + heldBytes(it), 0);
  let dropped = 0;
  for (const oldest of held.quarantine) {
    if (bytes <= bytesMax) break;
    bytes -= heldBytes(oldest);
    dropped += 1;
  }
  return {
    ...held,
    quarantine: held.quarantine.slice(dropped),
    droppedCount: held.droppedCount + dropped,
  };
}
