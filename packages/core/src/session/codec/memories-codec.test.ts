import { describe, expect, test } from "@jest/globals";
import { FilteredReplay } from "../purge/filtered-replay.js";
import { Session } from "../session.js";
import type { SessionCommand } from "../session-command.js";
import { sessionMachine } from "../session-machine.js";
import type { SessionState } from "../session-state.js";
import { wordVector } from "../testing/word-vector.js";
import { decodeSessionState } from "./state-codec.js";

const dimension = 64;
const nowMs = Date.UTC(2026, 0, 1);
const memoryBytesMax = 64 * 1024;
const say = (text: string, more: object = {}) => ({
  text,
  vector: wordVector(text, dimension),
  ...more,
});
/** As long as a text may be; alone over the bound of the session. */
const long = "shoes and socks ".repeat(6250);

function overfull(): Session {
  const session = Session.create("small", { dimension, memoryBytesMax }, { nowMs });
  session.storeTurns([{ message: say("hello"), response: say(long) }], { nowMs });
  expect(session.metrics()).toMatchObject({ totalMemories: 1 });
  expect(session.metrics().memoryBytes).toBeGreaterThan(memoryBytesMax);
  return session;
}

describe("a memory alone over the byte bound, which the newest may be,", () => {
  test("comes back from a snapshot", () => {
    const session = overfull();
    const restored = Session.restore(session.snapshot());
    expect(restored.stateHash()).toBe(session.stateHash());
  });

  test("goes through an export, into a session of the same bound too", () => {
    const session = overfull();
    const stateDict: unknown = JSON.parse(JSON.stringify(session.export()));
    const copy = Session.fromStateDict("copy", stateDict, { nowMs });
    session.import({ stateDict, nowMs });
    for (const it of [copy, session]) {
      expect(it.listContext({ maxTextChars: long.length }).map(({ text }) => text)).toEqual([long]);
    }
  });

  test("does not stand in the way of a purge", () => {
    const position = (seq: number) => ({ entity: "small", seq });
    const turns = [{ message: say("poison", { source: "web" }), response: say(long) }];
    const commands: SessionCommand[] = [
      { kind: "create", options: { dimension, memoryBytesMax }, nowMs },
      { kind: "store-turns", turns, nowMs },
    ];
    const filter = { source: "web" };
    const replay = new FilteredReplay("small", [{ filter }]);
    let state: SessionState | undefined;
    commands.forEach((command, i) => {
      const { op } = sessionMachine.decide(state, command, position(i + 1));
      if (op === undefined) return;
      replay.feed(op, i + 1);
      state = sessionMachine.apply(state, op, position(i + 1));
    });
    const result = replay.result();
    if (result === undefined) throw new Error("the session has ended");
    const purge: SessionCommand = { kind: "purge", filter, replay: result, nowMs };
    const { op, answer } = sessionMachine.decide(state, purge, position(3));
    expect(answer).toMatchObject({ purgedCount: 1, totalMemories: 1, exact: true });
    expect(op && sessionMachine.apply(state, op, position(3))?.memories.size).toBe(1);
  });
});

test("two memories over the byte bound are refused", () => {
  const state = decodeSessionState(overfull().snapshot());
  const memory = [...state.memories][0];
  if (memory === undefined) throw new Error("nothing is remembered");
  const direction = state.memories.direction(memory.hash).slice();
  state.memories.restore({ ...memory, hash: "0".repeat(32) }, direction);
  const bytes = sessionMachine.encodeState(state);
  expect(() => decodeSessionState(bytes)).toThrow(/more bytes than the limit/);
});
