import type { Machine } from "../machine/machine.js";
import { applySession } from "./apply-session.js";
import { decodeSessionOp, encodeSessionOp } from "./codec/op-codec.js";
import { decodeSessionState, encodeSessionState } from "./codec/state-codec.js";
import { decideSession } from "./decide-session.js";
import { heldBytes } from "./judge-turn.js";
import type { SessionAnswer } from "./session-answer.js";
import type { SessionCommand } from "./session-command.js";
import type { SessionControls } from "./session-controls.js";
import type { SessionOp } from "./session-op.js";
import type { SessionState } from "./session-state.js";

/** The session as a deterministic state machine over its own log. */
export type SessionMachine = Machine<SessionState, SessionCommand, SessionOp, SessionAnswer>;

/** Bytes held beside the memories: vectors of state and drift, stems, histories. */
const fixedStateBytes = 16 * 1024;

function controlBytes({ triggers, anchors, isolation }: SessionControls): number {
  const directions = [
    ...triggers.flatMap((trigger) => trigger.direction ?? []),
    ...anchors,
    ...isolation.exclusions,
    ...isolation.allowed,
  ];
  const held = isolation.quarantine.reduce((sum, turn) => sum + heldBytes(turn), 0);
  return directions.reduce((sum, direction) => sum + direction.length, held);
}

/** The one machine behind `Session` in a process and behind the durable service. */
export const sessionMachine: SessionMachine = {
  kind: "session",
  engineVersion: 1,
  decide: decideSession,
  apply: applySession,
  opKind: (op) => op.kind,
  isTombstone: (op) => op.kind === "deleted",
  encodeOp: encodeSessionOp,
  decodeOp: decodeSessionOp,
  encodeState: encodeSessionState,
  decodeState: decodeSessionState,
  stateBytes: ({ memories, literals, controls }) =>
    memories.heldBytes + literals.heldBytes + controlBytes(controls) + fixedStateBytes,
};
