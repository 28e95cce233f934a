import { driftPhase } from "../drift/drift-phase.js";
import { SessionNotFoundError } from "../errors.js";
import type { Decision, LogPosition } from "../machine/machine.js";
import { isDirected } from "../vector/direction.js";
import { opTime } from "./op-time.js";
import { readResponse, readUtterance } from "./read-utterance.js";
import { assembleContext, rankMemories, recalledMemories } from "./recall-context.js";
import type { RunAnswer } from "./session-answer.js";
import { commandLimits, type RunCommand } from "./session-command.js";
import { resolveSessionConfig } from "./session-config.js";
import { isDrift, rehearse, type SessionEditor } from "./session-editor.js";
import type { RanOp, StoredMessage } from "./session-op.js";
import { createState, type SessionState } from "./session-state.js";

/** Decides a run: stores the previous response, scores the message, recalls for it. */
export function decideRun(
  found: SessionState | undefined,
  command: RunCommand,
  position: LogPosition,
): Decision<RanOp, RunAnswer> {
  const atMs = opTime(found, command.nowMs);
  const created = found === undefined ? command.create : undefined;
  const config = created && resolveSessionConfig(created);
  const state = found ?? (config && createState(position.entity, config, atMs));
  if (state === undefined) throw new SessionNotFoundError();
  return rehearse(state, position, (editor) => {
    if (command.reset === true) editor.wipe();
    const response = command.response && readResponse(editor, command.response, atMs);
    const verdict = response && editor.judgeAnswer(response, atMs);
    if (response !== undefined) editor.answerBuffer(response, verdict);
    const { dimension } = editor.config;
    const message = editor.scoreMessage(
      readUtterance(command.message, { dimension, role: "user", nowMs: atMs }),
    );
    const isKeptOut = verdict?.kept !== undefined;
    const { op, answer } = answerRun(editor, { message, isKeptOut, command, position, atMs });
    return {
      op: {
        ...op,
        ...(config !== undefined && { config }),
        ...(command.reset === true && { reset: true }),
        ...(response !== undefined && { response, verdict: verdict ?? {} }),
      },
      answer,
    };
  });
}

interface ScoredRun {
  readonly message: StoredMessage;
  /** Isolation kept the turn out that the response completed. */
  readonly isKeptOut: boolean;
  readonly command: RunCommand;
  readonly position: LogPosition;
  readonly atMs: number;
}

function answerRun(editor: SessionEditor, run: ScoredRun): { op: RanOp; answer: RunAnswer } {
  const { message, command, atMs } = run;
  const { text, direction, reading } = message;
  const { driftConfirmed } = editor.progress;
  const isBlocked = editor.judge({ message }, atMs).kept !== undefined;
  const isUnbuffered = isBlocked && editor.controls.isolation.level === "LOCKDOWN";
  if (isUnbuffered) editor.blockMessage();
  else editor.bufferMessage(message);
  const ranking = rankMemories(editor, {
    text,
    ...(isDirected(direction) && { direction }),
    nowMs: atMs,
    ...(command.topK !== undefined && { topK: command.topK }),
  });
  const packed = assembleContext(editor, ranking, {
    nowMs: atMs,
    text,
    ...(command.tokenBudget !== undefined && { tokenBudget: command.tokenBudget }),
  });
  const driftScore = reading.score;
  const threshold = command.shortCircuitThreshold ?? commandLimits.shortCircuitThresholdDefault;
  const answer: RunAnswer = {
    sessionId: run.position.entity,
    context: packed.context,
    topSimilarity: ranking.topSimilarity,
    shortCircuit: ranking.ranked.length > 0 && ranking.topSimilarity >= threshold,
    driftScore,
    driftDetected: isDrift(driftScore),
    driftPhase: driftPhase(driftScore),
    phase: editor.progress.phase.phase,
    turn: editor.progress.turns,
    contextTokens: packed.tokens,
    memories: recalledMemories(ranking),
    admitted: !run.isKeptOut && !isBlocked,
    ...(editor.hasRepeated && { dedupSignal: true }),
    ...(driftConfirmed !== undefined && { driftConfirmed }),
    ...(reading.returnedTo !== undefined && { returnedTo: reading.returnedTo }),
  };
  const literals = packed.literals.map((literal) => literal.key);
  const op: RanOp = {
    kind: "ran",
    atMs,
    message,
    ...(isUnbuffered && { unbuffered: true }),
    accessed: packed.items.map((item) => item.hash),
    ...(literals.length > 0 && { literals }),
    ...(command.topK !== undefined && { topK: command.topK }),
    ...(command.tokenBudget !== undefined && { tokenBudget: command.tokenBudget }),
  };
  return { op, answer };
}
