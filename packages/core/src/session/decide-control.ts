import { addAnchor } from "../controls/anchors.js";
import { resolveIsolationPolicy } from "../controls/isolation-policy.js";
import { addTrigger, noTriggers } from "../controls/trigger-set.js";
import { InvalidArgumentError } from "../errors.js";
import { checkLiteral } from "../literals/check-literal.js";
import type { LiteralInput } from "../literals/literal.js";
import type { Decision, LogPosition } from "../machine/machine.js";
import { tiers } from "../memory/memory.js";
import { accessCountMax } from "../memory/memory-limits.js";
import { opTime } from "./op-time.js";
import {
  checkOneOf,
  checkText,
  checkTime,
  readDirection,
  readUtterance,
} from "./read-utterance.js";
import type { SessionAnswers } from "./session-answer.js";
import {
  type AddLiteralsCommand,
  type AddTriggerCommand,
  type ControlCommand,
  type CorrectMemoryCommand,
  commandLimits,
  type InjectMemoryCommand,
  type SetIsolationCommand,
} from "./session-command.js";
import { defaultImportance, rehearse } from "./session-editor.js";
import type { SessionOp } from "./session-op.js";
import type { SessionState } from "./session-state.js";
import { findMemory } from "./session-views.js";

type ControlDecision = Decision<SessionOp, SessionAnswers[ControlCommand["kind"]]>;

/** Decides a command that steers a session or changes its literals. */
export function decideControl(
  state: SessionState,
  command: ControlCommand,
  position: LogPosition,
): ControlDecision {
  const sessionId = position.entity;
  const atMs = opTime(state, command.nowMs);
  const { controls, literals, memories } = state;
  switch (command.kind) {
    case "add-trigger":
      return decideAddTrigger(state, command, atMs);
    case "clear-triggers":
      return {
        ...(controls.triggers.length > 0 && { op: { kind: "triggers-cleared", atMs } }),
        answer: { sessionId, triggerCount: noTriggers.length },
      };
    case "add-anchor": {
      const direction = readDirection(command.vector, state.config.dimension);
      const anchorCount = addAnchor(controls.anchors, direction).length;
      return { op: { kind: "anchor-added", atMs, direction }, answer: { sessionId, anchorCount } };
    }
    case "set-isolation":
      return decideSetIsolation(state, command, atMs);
    case "release-quarantine": {
      const releasedCount = controls.isolation.quarantine.length;
      const answer = { sessionId, releasedCount };
      if (releasedCount === 0) return { answer };
      rehearse(state, position, (editor) => editor.releaseHeld());
      return { op: { kind: "released", atMs }, answer };
    }
    case "inject-memory":
      return decideInject(state, command, position, atMs);
    case "correct-memory":
      return decideCorrect(state, command, atMs);
    case "forget-memory": {
      const { hash } = findMemory(state, command.memoryHash, atMs);
      const answer = { sessionId, memoryHash: hash, totalMemories: memories.size - 1 };
      return { op: { kind: "forgotten", atMs, hash }, answer };
    }
    case "put-literal": {
      const literal = checkLiteral(command.literal);
      literals.assertFits(literal);
      const { key } = literal;
      const size = literals.size + (literals.has(key) ? 0 : 1);
      const op = { kind: "literal-put", atMs, literal } as const;
      return { op, answer: { sessionId, key, size } };
    }
    case "add-literals":
      return decideAddLiterals(state, command, atMs);
    case "remove-literal": {
      const { key } = literals.get(command.key);
      const answer = { sessionId, key, size: literals.size - 1 };
      return { op: { kind: "literal-removed", atMs, key }, answer };
    }
  }
}

function decideAddTrigger(
  state: SessionState,
  command: AddTriggerCommand,
  atMs: number,
): ControlDecision {
  const { keyword, vector, threshold } = command;
  const { triggers } = state.controls;
  const input = {
    ...(keyword !== undefined && { keyword }),
    ...(vector !== undefined && { direction: readDirection(vector, state.config.dimension) }),
    ...(threshold !== undefined && { threshold }),
  };
  const extended = addTrigger(triggers, input);
  const answer = { sessionId: state.entity, triggerCount: extended.length };
  const trigger = extended.at(-1);
  if (extended === triggers || trigger === undefined) return { answer };
  return { op: { kind: "trigger-added", atMs, trigger }, answer };
}

function decideAddLiterals(
  state: SessionState,
  command: AddLiteralsCommand,
  atMs: number,
): ControlDecision {
  const held = state.literals;
  const added = new Map<string, LiteralInput>();
  for (const input of command.literals) {
    const literal = checkLiteral(input);
    if (!held.has(literal.key) && !added.has(literal.key)) added.set(literal.key, literal);
  }
  const most = commandLimits.addedLiteralCountMax;
  if (added.size > most) throw new InvalidArgumentError(`more than ${most} new literals at once`);
  const literals = [...added.values()];
  held.assertAllFit(literals);
  const answer = {
    sessionId: state.entity,
    stored: literals.length,
    size: held.size + literals.length,
  };
  return literals.length === 0
    ? { answer }
    : { op: { kind: "literals-added", atMs, literals }, answer };
}

function decideSetIsolation(
  state: SessionState,
  command: SetIsolationCommand,
  atMs: number,
): ControlDecision {
  const { level, exclusions = [], allowed = [], threshold } = command;
  const directions = (vectors: readonly ArrayLike<number>[]) =>
    vectors.map((vector) => readDirection(vector, state.config.dimension));
  const policy = resolveIsolationPolicy({
    level,
    exclusions: directions(exclusions),
    allowed: directions(allowed),
    ...(threshold !== undefined && { threshold }),
  });
  return {
    op: { kind: "isolation-set", atMs, policy },
    answer: { sessionId: state.entity, level },
  };
}

function decideInject(
  state: SessionState,
  command: InjectMemoryCommand,
  position: LogPosition,
  atMs: number,
): ControlDecision {
  const { tier = "short_term", importance = defaultImportance, accessCount = 0 } = command;
  const { expiresAtMs } = command;
  checkOneOf("tier", tier, tiers);
  checkImportance(importance);
  if (expiresAtMs !== undefined) checkTime(expiresAtMs);
  if (!(Number.isInteger(accessCount) && accessCount >= 0 && accessCount <= accessCountMax)) {
    throw new InvalidArgumentError(
      `accessCount must be a whole number from 0 to ${accessCountMax}`,
    );
  }
  const { dimension } = state.config;
  const memory = readUtterance(command.memory, { dimension, role: "user", nowMs: atMs });
  const until = expiresAtMs !== undefined && { expiresAtMs };
  const standing = { tier, importance, accessCount, ...until };
  return rehearse(state, position, (editor) => {
    const memoryHash = editor.inject(memory, standing);
    const totalMemories = editor.memories.size - editor.memories.expiredCount(atMs);
    const answer = { sessionId: state.entity, memoryHash, tier, totalMemories };
    return { op: { kind: "injected", atMs, memory, ...standing }, answer };
  });
}

function checkImportance(importance: number): void {
  if (importance >= 0 && importance <= 1) return;
  throw new InvalidArgumentError("importance must be a number from 0 to 1");
}

function decideCorrect(
  state: SessionState,
  command: CorrectMemoryCommand,
  atMs: number,
): ControlDecision {
  const { hash } = findMemory(state, command.memoryHash, atMs);
  const { text, vector, importance, expiresAtMs } = command;
  if ((text === undefined) !== (vector === undefined)) {
    throw new InvalidArgumentError("a corrected text comes with its vector, and a vector with it");
  }
  if (text !== undefined) checkText(text);
  if (importance !== undefined) checkImportance(importance);
  if (expiresAtMs !== undefined && expiresAtMs !== null) checkTime(expiresAtMs);
  const { memories } = state;
  const change = {
    ...(text !== undefined && { text }),
    ...(vector !== undefined && { direction: readDirection(vector, state.config.dimension) }),
    ...(importance !== undefined && { importance }),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  };
  const totalMemories = memories.size - memories.expiredCount(atMs);
  const answer = { sessionId: state.entity, memoryHash: hash, totalMemories };
  if (Object.keys(change).length === 0) return { answer };
  return { op: { kind: "corrected", atMs, hash, ...change }, answer };
}
