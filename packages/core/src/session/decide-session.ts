import { driftPhase } from "../drift/drift-phase.js";
import { InvalidArgumentError, SessionConflictError, SessionNotFoundError } from "../errors.js";
import type { Decision, LogPosition } from "../machine/machine.js";
import { timestampMagnitudeMaxMs } from "../memory/memory-limits.js";
import { encodeSessionState } from "./codec/state-codec.js";
import { readUtterance } from "./read-utterance.js";
import { assembleContext, rankMemories, recalledMemories } from "./recall-context.js";
import type { RunAnswer, SessionAnswer } from "./session-answer.js";
import {
  type CreateCommand,
  commandLimits,
  type ImportCommand,
  type RunCommand,
  type SessionCommand,
  type StoreCommand,
  type StoreTurnsCommand,
  type TurnInput,
  type UtteranceInput,
} from "./session-command.js";
import { resolveSessionConfig, sameConfig } from "./session-config.js";
import { isDrift, SessionEditor } from "./session-editor.js";
import type { SessionOp, StoredTurn, StoredUtterance } from "./session-op.js";
import { createState, type SessionState } from "./session-state.js";
import { readStateDict } from "./state-dict.js";

type SessionDecision = Decision<SessionOp, SessionAnswer>;

/** Decides a command; the state is left as it was. */
export function decideSession(
  state: SessionState | undefined,
  command: SessionCommand,
  position: LogPosition,
): SessionDecision {
  switch (command.kind) {
    case "create":
      return decideCreate(state, command, position);
    case "run":
      return decideRun(state, command, position);
    case "store":
      return decideStore(existing(state), command, position);
    case "store-turns":
      return decideStoreTurns(existing(state), command, position);
    case "import":
      return decideImport(state, command, position);
    case "reset":
    case "delete":
      return {
        op: {
          kind: command.kind === "reset" ? "reset" : "deleted",
          atMs: timeOf(existing(state), command.nowMs),
        },
        answer: { sessionId: position.entity },
      };
  }
}

function existing(state: SessionState | undefined): SessionState {
  if (state === undefined) throw new SessionNotFoundError();
  return state;
}

/** Time never runs backwards in a log, whatever the wall clock does. */
function timeOf(state: SessionState | undefined, nowMs: number): number {
  if (!(Math.abs(nowMs) <= timestampMagnitudeMaxMs)) {
    throw new InvalidArgumentError("nowMs is not a time in Unix milliseconds");
  }
  return Math.max(state?.atMs ?? nowMs, nowMs);
}

function decideCreate(
  state: SessionState | undefined,
  command: CreateCommand,
  position: LogPosition,
): SessionDecision {
  const config = resolveSessionConfig(command.options);
  const sessionId = position.entity;
  if (state === undefined) {
    const op = { kind: "created", atMs: timeOf(state, command.nowMs), config } as const;
    return { op, answer: { sessionId, created: true } };
  }
  if (!sameConfig(state.config, config)) {
    throw new SessionConflictError("The session exists already with other parameters");
  }
  return { answer: { sessionId, created: false } };
}

function decideRun(
  found: SessionState | undefined,
  command: RunCommand,
  position: LogPosition,
): SessionDecision {
  const atMs = timeOf(found, command.nowMs);
  const created = found === undefined ? command.create : undefined;
  const config = created && resolveSessionConfig(created);
  const state = found ?? (config && createState(position.entity, config, atMs));
  if (state === undefined) throw new SessionNotFoundError();
  const editor = new SessionEditor(state, position);
  try {
    if (command.reset === true) editor.wipe();
    const response = command.response && responseToStore(editor, command.response, atMs);
    if (response !== undefined) editor.answerBuffer(response);
    const message = editor.scoreMessage(
      readUtterance(command.message, {
        dimension: editor.config.dimension,
        role: "user",
        nowMs: atMs,
      }),
    );
    const { answer, accessed } = answerRun(editor, message, command, position.entity, atMs);
    return {
      op: {
        kind: "ran",
        atMs,
        ...(config !== undefined && { config }),
        ...(command.reset === true && { reset: true }),
        ...(response !== undefined && { response }),
        message,
        accessed,
      },
      answer,
    };
  } finally {
    editor.discard();
  }
}

/** The response to store, or `undefined` when it repeats the newest one with no message waiting. */
function responseToStore(
  editor: SessionEditor,
  input: UtteranceInput,
  nowMs: number,
): StoredUtterance | undefined {
  const defaults = { dimension: editor.config.dimension, role: "assistant", nowMs } as const;
  const response = readUtterance(input, defaults);
  const { buffer, lastResponse } = editor.progress;
  return buffer === undefined && lastResponse === response.text ? undefined : response;
}

function answerRun(
  editor: SessionEditor,
  message: ReturnType<SessionEditor["scoreMessage"]>,
  command: RunCommand,
  sessionId: string,
  nowMs: number,
): { answer: RunAnswer; accessed: string[] } {
  const { driftConfirmed } = editor.progress;
  editor.bufferMessage(message);
  const { text, direction, reading } = message;
  const ranking = rankMemories(editor, {
    text,
    direction,
    ...(command.topK !== undefined && { topK: command.topK }),
  });
  const packed = assembleContext(editor, ranking, {
    nowMs,
    ...(command.tokenBudget !== undefined && { tokenBudget: command.tokenBudget }),
  });
  const driftScore = editor.reportedScore(message);
  const threshold = command.shortCircuitThreshold ?? commandLimits.shortCircuitThresholdDefault;
  const answer = {
    sessionId,
    context: packed.context,
    topSimilarity: ranking.topSimilarity,
    shortCircuit: editor.memories.size > 0 && ranking.topSimilarity >= threshold,
    driftScore,
    driftDetected: isDrift(driftScore),
    driftPhase: driftPhase(driftScore),
    phase: editor.progress.phase.phase,
    turn: editor.progress.turns,
    contextTokens: packed.tokens,
    memories: recalledMemories(ranking),
    admitted: true,
    ...(driftConfirmed !== undefined && { driftConfirmed }),
    ...(reading.returnedTo !== undefined && { returnedTo: reading.returnedTo }),
  };
  return { answer, accessed: packed.items.map((item) => item.hash) };
}

function decideStore(
  state: SessionState,
  command: StoreCommand,
  position: LogPosition,
): SessionDecision {
  const { message, response } = command;
  if (message !== undefined) {
    return decideStoreTurns(
      state,
      { kind: "store-turns", nowMs: command.nowMs, turns: [{ message, response }] },
      position,
    );
  }
  const atMs = timeOf(state, command.nowMs);
  const editor = new SessionEditor(state, position);
  const stored = responseToStore(editor, response, atMs);
  const sessionId = position.entity;
  if (stored === undefined) return { answer: { sessionId, stored: 0 } };
  return {
    op: { kind: "stored", atMs, turns: [{ response: stored }], answersBuffer: true },
    answer: { sessionId, stored: 1 },
  };
}

function decideStoreTurns(
  state: SessionState,
  command: StoreTurnsCommand,
  position: LogPosition,
): SessionDecision {
  const { turns } = command;
  if (turns.length > commandLimits.turnCountMax) {
    throw new InvalidArgumentError(`more than ${commandLimits.turnCountMax} turns at once`);
  }
  const atMs = timeOf(state, command.nowMs);
  const editor = new SessionEditor(state, position);
  try {
    const stored = turns.map((turn) => {
      const read = readTurn(editor, turn, atMs);
      editor.storeTurn(read);
      return read;
    });
    const answer = { sessionId: position.entity, stored: stored.length };
    return stored.length === 0
      ? { answer }
      : { op: { kind: "stored", atMs, turns: stored }, answer };
  } finally {
    editor.discard();
  }
}

function readTurn(editor: SessionEditor, turn: TurnInput, nowMs: number): StoredTurn {
  const { dimension } = editor.config;
  const { message, response } = turn;
  if (message === undefined && response === undefined) {
    throw new InvalidArgumentError("a turn has neither a message nor a response");
  }
  return {
    ...(message !== undefined && {
      message: editor.scoreMessage(readUtterance(message, { dimension, role: "user", nowMs })),
    }),
    ...(response !== undefined && {
      response: readUtterance(response, { dimension, role: "assistant", nowMs }),
    }),
  };
}

function decideImport(
  found: SessionState | undefined,
  command: ImportCommand,
  position: LogPosition,
): SessionDecision {
  if (found === undefined && command.create !== true) throw new SessionNotFoundError();
  const atMs = timeOf(found, command.nowMs);
  const imported = readStateDict(command.stateDict, {
    entity: position.entity,
    atMs,
    ...(command.checksum !== undefined && { checksum: command.checksum }),
    ...(found !== undefined && { replaced: found }),
  });
  return {
    op: { kind: "imported", atMs, snapshot: encodeSessionState(imported) },
    answer: { sessionId: position.entity },
  };
}
