import { CodecError } from "../errors.js";
import type { LogPosition } from "../machine/machine.js";
import { decodeSessionState } from "./codec/state-codec.js";
import { SessionEditor } from "./session-editor.js";
import type { RanOp, SessionOp, StoredOp } from "./session-op.js";
import { createState, type SessionState } from "./session-state.js";

/** Applies one op: the only thing that changes a session. */
export function applySession(
  state: SessionState | undefined,
  op: SessionOp,
  position: LogPosition,
): SessionState | undefined {
  switch (op.kind) {
    case "created":
      return { ...createState(position.entity, op.config, op.atMs), seq: position.seq };
    case "imported":
      return { ...decodeSessionState(op.snapshot), seq: position.seq, atMs: op.atMs };
    case "deleted":
      return undefined;
    case "ran":
      return applyRan(state, op, position);
    case "stored":
      return applyStored(existing(state), op, position);
    case "reset":
      return edit(existing(state), op, position, (editor) => editor.wipe());
  }
}

function existing(state: SessionState | undefined): SessionState {
  if (state === undefined) throw new CodecError("the log of a session does not begin with one");
  return state;
}

function edit(
  state: SessionState,
  op: SessionOp,
  position: LogPosition,
  change: (editor: SessionEditor) => void,
): SessionState {
  const editor = new SessionEditor(state, position);
  change(editor);
  editor.keep(op.atMs);
  return state;
}

function applyRan(found: SessionState | undefined, op: RanOp, position: LogPosition): SessionState {
  const begun = op.config && createState(position.entity, op.config, op.atMs);
  return edit(begun ?? existing(found), op, position, (editor) => {
    if (op.reset === true) editor.wipe();
    if (op.response !== undefined) editor.answerBuffer(op.response);
    editor.bufferMessage(op.message);
    for (const hash of op.accessed) editor.memories.countAccess(hash);
  });
}

function applyStored(state: SessionState, op: StoredOp, position: LogPosition): SessionState {
  return edit(state, op, position, (editor) => {
    for (const turn of op.turns) {
      if (op.answersBuffer === true && turn.response !== undefined) {
        editor.answerBuffer(turn.response);
      } else {
        editor.storeTurn(turn);
      }
    }
  });
}
