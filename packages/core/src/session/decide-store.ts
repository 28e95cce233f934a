import { InvalidArgumentError } from "../errors.js";
import type { Decision, LogPosition } from "../machine/machine.js";
import { opTime } from "./op-time.js";
import { readResponse, readUtterance } from "./read-utterance.js";
import type { StoreAnswer } from "./session-answer.js";
import {
  commandLimits,
  type StoreCommand,
  type StoreTurnsCommand,
  type TurnInput,
} from "./session-command.js";
import { rehearse, type SessionEditor } from "./session-editor.js";
import type { StoredOp, StoredTurn } from "./session-op.js";
import type { SessionState } from "./session-state.js";

/** Decides a store: a response to the buffered message, or a pair as given. */
export function decideStore(
  state: SessionState,
  command: StoreCommand,
  position: LogPosition,
): Decision<StoredOp, StoreAnswer> {
  const { message, response: input, nowMs } = command;
  if (message !== undefined) {
    const turns = [{ message, response: input }];
    return decideStoreTurns(state, { kind: "store-turns", nowMs, turns }, position);
  }
  const atMs = opTime(state, nowMs);
  const response = readResponse(state, input, atMs);
  const sessionId = position.entity;
  if (response === undefined) return { answer: { sessionId, stored: 0 } };
  return rehearse(state, position, (editor) => {
    const verdict = editor.judgeAnswer(response, atMs);
    editor.answerBuffer(response, verdict);
    const { driftConfirmed } = editor.progress;
    return {
      op: { kind: "stored", atMs, turns: [{ response, ...verdict }], answersBuffer: true },
      answer: {
        sessionId,
        stored: verdict.kept === undefined ? 1 : 0,
        ...(driftConfirmed !== undefined && { driftConfirmed }),
      },
    };
  });
}

/** Decides storing turns of the past: all or nothing, each scored after the ones before. */
export function decideStoreTurns(
  state: SessionState,
  command: StoreTurnsCommand,
  position: LogPosition,
): Decision<StoredOp, StoreAnswer> {
  const { turns: inputs } = command;
  if (inputs.length > commandLimits.turnCountMax) {
    throw new InvalidArgumentError(`more than ${commandLimits.turnCountMax} turns at once`);
  }
  const atMs = opTime(state, command.nowMs);
  const turns = rehearse(state, position, (editor) =>
    inputs.map((input) => {
      const read = readTurn(editor, input, atMs);
      const turn = { ...read, ...editor.judge(read, atMs) };
      editor.storeTurn(turn);
      return turn;
    }),
  );
  const stored = turns.filter((turn) => turn.kept === undefined).length;
  const answer = { sessionId: position.entity, stored };
  return turns.length === 0 ? { answer } : { op: { kind: "stored", atMs, turns }, answer };
}

function readTurn(editor: SessionEditor, turn: TurnInput, nowMs: number): StoredTurn {
  const { dimension } = editor.config;
  const { message, response } = turn;
  if (message === undefined && response === undefined) {
    throw new InvalidArgumentError("a turn has neither a message nor a response");
  }
  const said = message && readUtterance(message, { dimension, role: "user", nowMs });
  const answeredMs = said?.timestampMs ?? nowMs;
  return {
    ...(said !== undefined && { message: editor.scoreMessage(said) }),
    ...(response !== undefined && {
      response: readUtterance(response, { dimension, role: "assistant", nowMs: answeredMs }),
    }),
  };
}
