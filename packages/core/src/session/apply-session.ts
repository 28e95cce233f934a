import { replacePolicy } from "../controls/isolation-state.js";
import { noTriggers } from "../controls/trigger-set.js";
import { CodecError } from "../errors.js";
import type { LogPosition } from "../machine/machine.js";
import { decodeSessionState } from "./codec/state-codec.js";
import { letGoOfExpired, unsay } from "./let-go.js";
import { applyReembedded } from "./reembed.js";
import { SessionEditor } from "./session-editor.js";
import type { CorrectedOp, RanOp, SessionOp, StoredOp } from "./session-op.js";
import { createState, type SessionState } from "./session-state.js";
import { applySteering } from "./steering.js";

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
    case "purged":
      return { ...decodeSessionState(op.snapshot), seq: position.seq, atMs: op.atMs };
    case "deleted":
      return undefined;
    case "reembedded":
      return applyReembedded(existing(state), op, position.seq);
    case "ran":
      return applyRan(state, op, position);
    case "stored":
      return applyStored(existing(state), op, position);
    default:
      return edit(existing(state), op, position, (editor) => applyEdit(editor, op, position));
  }
}

/** Ops that neither run nor store. */
type PlainOp = Exclude<
  SessionOp,
  { readonly kind: "created" | "imported" | "purged" | "reembedded" | "deleted" | "ran" | "stored" }
>;

function applyEdit(editor: SessionEditor, op: PlainOp, position: LogPosition): void {
  const { controls } = editor;
  switch (op.kind) {
    case "reset":
      editor.wipe();
      break;
    case "trigger-added":
      editor.controls = { ...controls, triggers: [...controls.triggers, op.trigger] };
      break;
    case "triggers-cleared":
      editor.controls = { ...controls, triggers: noTriggers };
      break;
    case "anchor-added":
      editor.controls = { ...controls, anchors: [...controls.anchors, op.direction] };
      break;
    case "isolation-set":
      editor.controls = { ...controls, isolation: replacePolicy(controls.isolation, op.policy) };
      break;
    case "released":
      editor.releaseHeld();
      break;
    case "injected":
      editor.inject(op.memory, op);
      break;
    case "corrected":
      applyCorrected(editor, op, position);
      break;
    case "forgotten":
      editor.progress = unsay(editor.progress, editor.memories.get(op.hash).text);
      editor.memories.remove(op.hash);
      break;
    case "literal-put":
      editor.literals.put(op.literal);
      break;
    case "literals-added":
      for (const literal of op.literals) editor.literals.put(literal);
      break;
    case "literal-removed":
      editor.literals.remove(op.key);
      break;
    case "steered":
    case "realign-begun":
      editor.progress = applySteering(editor.progress, op);
      break;
  }
}

function applyCorrected(editor: SessionEditor, op: CorrectedOp, { seq }: LogPosition): void {
  const { text } = editor.memories.get(op.hash);
  editor.memories.correct(op.hash, { ...op, correctedSeq: seq });
  if (op.text !== undefined && op.text !== text) editor.progress = unsay(editor.progress, text);
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
  letGoOfExpired(state, op.atMs);
  const editor = new SessionEditor(state, position);
  change(editor);
  editor.keep(op.atMs);
  return state;
}

function applyRan(found: SessionState | undefined, op: RanOp, position: LogPosition): SessionState {
  const begun = op.config && createState(position.entity, op.config, op.atMs);
  return edit(begun ?? existing(found), op, position, (editor) => {
    if (op.reset === true) editor.wipe();
    if (op.response !== undefined) editor.answerBuffer(op.response, op.verdict);
    if (op.unbuffered === true) editor.blockMessage();
    else editor.bufferMessage(op.message);
    for (const hash of op.accessed) editor.memories.countAccess(hash);
    for (const key of op.literals ?? []) editor.literals.countAccess(key);
  });
}

function applyStored(state: SessionState, op: StoredOp, position: LogPosition): SessionState {
  return edit(state, op, position, (editor) => {
    for (const turn of op.turns) {
      if (op.answersBuffer === true && turn.response !== undefined) {
        editor.answerBuffer(turn.response, turn);
      } else {
        editor.storeTurn(turn);
      }
    }
  });
}
