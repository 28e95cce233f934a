import {
  CodecError,
  InvalidArgumentError,
  PurgeOutdatedError,
  SessionConflictError,
  SessionNotFoundError,
  SessionReembeddedError,
} from "../errors.js";
import type { Decision, LogPosition } from "../machine/machine.js";
import { decodeSessionOp, encodeSessionOp } from "./codec/op-codec.js";
import { decodeSessionState, encodeSessionState } from "./codec/state-codec.js";
import { decideControl } from "./decide-control.js";
import { decideReembed } from "./decide-reembed.js";
import { decideRun } from "./decide-run.js";
import { decideSteering } from "./decide-steering.js";
import { decideStore, decideStoreTurns } from "./decide-store.js";
import { opTime } from "./op-time.js";
import { checkPurgeFilter } from "./purge/purge-filter.js";
import type { SessionAnswer } from "./session-answer.js";
import type {
  CreateCommand,
  ImportCommand,
  PurgeCommand,
  SessionCommand,
} from "./session-command.js";
import { resolveSessionConfig, sameConfig } from "./session-config.js";
import type { SessionOp } from "./session-op.js";
import type { SessionState } from "./session-state.js";
import { readStateDict } from "./state-dict.js";

type SessionDecision = Decision<SessionOp, SessionAnswer>;

/**
 * Decides a command; the state is left as it was. The op has been through its own encoding: what a
 * replay could not read is refused here, before anything is written.
 *
 * @throws InvalidArgumentError for what no bound of a command caught and no replay could read
 * @throws SessionReembeddedError when the vectors are of another model than the session's
 */
export function decideSession(
  state: SessionState | undefined,
  command: SessionCommand,
  position: LogPosition,
): SessionDecision {
  assertSameEmbedder(state, command);
  const { op, answer } = decide(state, command, position);
  return op === undefined ? { answer } : { op: readBack(op), answer };
}

function assertSameEmbedder(state: SessionState | undefined, command: SessionCommand): void {
  if (state === undefined || !("embeddedBy" in command)) return;
  const { embeddedBy } = command;
  const { embedderId } = state.config;
  if (embeddedBy !== undefined && embeddedBy !== embedderId) {
    throw new SessionReembeddedError(embedderId, embeddedBy);
  }
}

function readBack(op: SessionOp): SessionOp {
  try {
    return decodeSessionOp(encodeSessionOp(op));
  } catch (cause) {
    if (cause instanceof CodecError) throw new InvalidArgumentError(cause.message, { cause });
    throw cause;
  }
}

function decide(
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
    case "purge":
      return decidePurge(existing(state), command, position);
    case "reset":
    case "delete":
      return {
        op: {
          kind: command.kind === "reset" ? "reset" : "deleted",
          atMs: opTime(existing(state), command.nowMs),
        },
        answer: { sessionId: position.entity },
      };
    case "steer":
    case "realign":
      return decideSteering(existing(state), command);
    case "reembed":
      return decideReembed(existing(state), command);
    default:
      return decideControl(existing(state), command, position);
  }
}

function existing(state: SessionState | undefined): SessionState {
  if (state === undefined) throw new SessionNotFoundError();
  return state;
}

function decideCreate(
  state: SessionState | undefined,
  command: CreateCommand,
  position: LogPosition,
): SessionDecision {
  const config = resolveSessionConfig(command.options);
  const sessionId = position.entity;
  if (state === undefined) {
    const op = { kind: "created", atMs: opTime(state, command.nowMs), config } as const;
    return { op, answer: { sessionId, created: true } };
  }
  if (!sameConfig(state.config, config)) {
    throw new SessionConflictError("The session exists already with other parameters");
  }
  return { answer: { sessionId, created: false } };
}

function decidePurge(
  state: SessionState,
  command: PurgeCommand,
  position: LogPosition,
): SessionDecision {
  const { filter, replay } = command;
  checkPurgeFilter(filter);
  const { snapshot, throughSeq, purgedCount, exact } = replay;
  if (throughSeq !== state.seq) throw new PurgeOutdatedError(throughSeq, state.seq);
  const { memories } = decodeSessionState(snapshot);
  const answer = {
    sessionId: position.entity,
    purgedCount,
    totalMemories: memories.size,
    exact,
  };
  const atMs = opTime(state, command.nowMs);
  return { op: { kind: "purged", atMs, filter, snapshot }, answer };
}

function decideImport(
  found: SessionState | undefined,
  command: ImportCommand,
  position: LogPosition,
): SessionDecision {
  if (found === undefined && command.create !== true) throw new SessionNotFoundError();
  const atMs = opTime(found, command.nowMs);
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
