import { describe, expect, test } from "@jest/globals";
import { sha256Hex } from "../codec/sha256.js";
import {
  CodecError,
  InvalidArgumentError,
  SessionConflictError,
  SessionNotFoundError,
} from "../errors.js";
import type { SessionCommand } from "./session-command.js";
import { sessionMachine } from "./session-machine.js";
import type { SessionState } from "./session-state.js";
import { wordVector } from "./testing/word-vector.js";

const dimension = 64;
const entity = "chat-1";
const nowMs = Date.UTC(2026, 0, 1);

const say = (text: string) => ({ text, vector: wordVector(text, dimension) });

const commands: readonly SessionCommand[] = [
  { kind: "create", options: { dimension }, nowMs },
  { kind: "run", message: say("My order 4471 is late"), nowMs: nowMs + 1 },
  { kind: "store", response: say("It left on Monday"), nowMs: nowMs + 2 },
  { kind: "run", message: say("By the way, what is an IRA?"), nowMs: nowMs + 3 },
  { kind: "store", message: say("Old"), response: say("Pair"), nowMs: nowMs + 4 },
  { kind: "store-turns", turns: [{ message: say("One") }, { response: say("Two") }], nowMs },
  { kind: "run", message: say("order"), response: say("A pension"), nowMs: nowMs + 6 },
  { kind: "add-trigger", keyword: "refund", vector: say("money").vector, nowMs },
  { kind: "add-anchor", vector: say("shoes").vector, nowMs },
  { kind: "store", message: say("I want a refund"), response: say("Granted"), nowMs: nowMs + 7 },
  { kind: "put-literal", literal: { key: "order", kind: "constant", value: "4471" }, nowMs },
  {
    kind: "add-literals",
    literals: [
      { key: "order", kind: "constant", value: "held, so it stays" },
      { key: "iban", kind: "constant", value: "DE89 3704 0044 0532 0130 00" },
    ],
    nowMs,
  },
  { kind: "run", message: say("Which order gets the refund?"), nowMs: nowMs + 8 },
  {
    kind: "set-isolation",
    level: "QUARANTINE",
    exclusions: [say("spam offer").vector],
    threshold: 0.9,
    nowMs,
  },
  { kind: "store", message: say("spam offer"), response: say("no"), nowMs: nowMs + 9 },
  { kind: "release-quarantine", nowMs },
  { kind: "inject-memory", memory: say("Gold customer"), tier: "long_term", nowMs },
  { kind: "remove-literal", key: "order", nowMs },
  { kind: "clear-triggers", nowMs },
  { kind: "run", message: say("again from the start"), reset: true, nowMs: nowMs + 10 },
  { kind: "reset", nowMs: nowMs + 11 },
];

function hashOf(state: SessionState | undefined): string {
  return state === undefined ? "none" : sha256Hex(sessionMachine.encodeState(state));
}

/** Runs the commands; gives the log as bytes and the state after it. */
function record(): { log: Uint8Array[]; state: SessionState | undefined } {
  const log: Uint8Array[] = [];
  let state: SessionState | undefined;
  for (const command of commands) {
    const position = { entity, seq: log.length + 1 };
    const { op } = sessionMachine.decide(state, command, position);
    if (op === undefined) continue;
    log.push(sessionMachine.encodeOp(op));
    state = sessionMachine.apply(state, op, position);
  }
  return { log, state };
}

function replay(log: readonly Uint8Array[]): SessionState | undefined {
  let state: SessionState | undefined;
  log.forEach((bytes, i) => {
    const op = sessionMachine.decodeOp(bytes);
    state = sessionMachine.apply(state, op, { entity, seq: i + 1 });
  });
  return state;
}

describe("the log", () => {
  test("every command that changes something is one op", () => {
    expect(record().log).toHaveLength(commands.length);
  });

  test("a replay of the encoded ops gives the same state, whatever snapshot it starts from", () => {
    const { log, state } = record();
    expect(hashOf(replay(log))).toBe(hashOf(state));
    for (let cut = 1; cut < log.length; cut++) {
      let restored: SessionState | undefined = sessionMachine.decodeState(
        sessionMachine.encodeState(replay(log.slice(0, cut)) as SessionState),
      );
      log.slice(cut).forEach((bytes, i) => {
        const position = { entity, seq: cut + i + 1 };
        restored = sessionMachine.apply(restored, sessionMachine.decodeOp(bytes), position);
      });
      expect(hashOf(restored)).toBe(hashOf(state));
    }
  });

  test("deciding leaves the state as it was and gives the same decision again", () => {
    let state: SessionState | undefined;
    commands.forEach((command, i) => {
      const position = { entity, seq: i + 1 };
      const before = hashOf(state);
      const first = sessionMachine.decide(state, command, position);
      expect(hashOf(state)).toBe(before);
      expect(sessionMachine.decide(state, command, position)).toEqual(first);
      if (first.op !== undefined) state = sessionMachine.apply(state, first.op, position);
    });
  });

  test("ops survive their encoding", () => {
    const { log } = record();
    for (const bytes of log) {
      expect(sessionMachine.encodeOp(sessionMachine.decodeOp(bytes))).toEqual(bytes);
    }
  });

  test("what a replay could not read is refused before it is logged", () => {
    const { log, state } = record();
    const position = { entity, seq: log.length + 1 };
    const message = { ...say("fine"), source: "half a pair \ud800" };
    const refused: SessionCommand[] = [
      { kind: "run", message, nowMs },
      { kind: "inject-memory", memory: say("x"), accessCount: 2 ** 53, nowMs },
    ];
    for (const command of refused) {
      expect(() => sessionMachine.decide(state, command, position)).toThrow(InvalidArgumentError);
    }
    const options = { dimension, language: "x".repeat(36) };
    const create: SessionCommand = { kind: "create", options, nowMs };
    expect(() => sessionMachine.decide(undefined, create, position)).toThrow(InvalidArgumentError);
    const literal = { key: "k", kind: "path", value: "/v", accessCount: 3, ordinal: 9 } as const;
    const { op } = sessionMachine.decide(state, { kind: "put-literal", literal, nowMs }, position);
    expect(op).toMatchObject({ kind: "literal-put" });
  });

  test("damaged bytes are refused or mean something else; they never pass for the original", () => {
    const { state } = record();
    const bytes = sessionMachine.encodeState(state as SessionState);
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ 0x41;
      let restored: SessionState;
      try {
        restored = sessionMachine.decodeState(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
        continue;
      }
      expect(hashOf(restored)).not.toBe(hashOf(state));
    }
    expect(() => sessionMachine.decodeState(bytes.subarray(0, 99))).toThrow(CodecError);
  });
});

describe("existence", () => {
  test("commands for a session that does not exist are refused, unless they create it", () => {
    const position = { entity, seq: 1 };
    const run: SessionCommand = { kind: "run", message: say("Hi"), nowMs };
    expect(() => sessionMachine.decide(undefined, run, position)).toThrow(SessionNotFoundError);
    const creating: SessionCommand = { ...run, create: { dimension } };
    const { op } = sessionMachine.decide(undefined, creating, position);
    const state = op && sessionMachine.apply(undefined, op, position);
    expect(state?.progress.buffer?.text).toBe("Hi");
    expect(state?.seq).toBe(1);
  });

  test("creating again is no op with equal parameters and a conflict with others", () => {
    const state = replay(record().log.slice(0, 1));
    const position = { entity, seq: 2 };
    const create = (options: object): SessionCommand => ({ kind: "create", options, nowMs });
    const same = sessionMachine.decide(state, create({ dimension, topicSwitch: true }), position);
    expect(same).toEqual({ answer: { sessionId: entity, created: false } });
    expect(() => sessionMachine.decide(state, create({ dimension: 128 }), position)).toThrow(
      SessionConflictError,
    );
  });

  test("a deleted session is gone, and its id may begin again, empty", () => {
    const { log, state } = record();
    const position = { entity, seq: log.length + 1 };
    const { op } = sessionMachine.decide(state, { kind: "delete", nowMs }, position);
    expect(op !== undefined && sessionMachine.isTombstone(op)).toBe(true);
    const after = op && sessionMachine.apply(state, op, position);
    expect(after).toBeUndefined();
  });
});
