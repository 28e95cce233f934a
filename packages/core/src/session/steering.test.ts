import { describe, expect, test } from "@jest/globals";
import { DimensionMismatchError, InvalidArgumentError, InvalidVectorError } from "../errors.js";
import { FilteredReplay } from "./purge/filtered-replay.js";
import { realignmentShare } from "./realignment.js";
import type { SessionAnswers } from "./session-answer.js";
import type { SessionCommand } from "./session-command.js";
import { sessionMachine } from "./session-machine.js";
import type { SessionState } from "./session-state.js";
import { readAnchors } from "./session-views.js";
import { writeStateDict } from "./state-dict.js";

const nowMs = Date.UTC(2026, 4, 1);
const east = [1, 0, 0];
const north = [0, 1, 0];

/** A session of three dimensions, and a way to run commands on it. */
function begin() {
  let state: SessionState | undefined;
  let seq = 0;
  const log: Uint8Array[] = [];
  function execute<C extends SessionCommand>(command: C): SessionAnswers[C["kind"]] {
    const position = { entity: "s", seq: seq + 1 };
    const { op, answer } = sessionMachine.decide(state, command, position);
    if (op !== undefined) {
      seq += 1;
      log.push(sessionMachine.encodeOp(op));
      state = sessionMachine.apply(state, op, position);
    }
    return answer as SessionAnswers[C["kind"]];
  }
  execute({ kind: "create", options: { dimension: 3 }, nowMs });
  return {
    execute,
    log,
    get state(): SessionState {
      if (state === undefined) throw new Error("the session is gone");
      return state;
    },
    store: (vector: readonly number[]) =>
      execute({ kind: "store-turns", turns: [{ message: { text: "t", vector } }], nowMs }),
    get remaining() {
      return readAnchors(this.state).realignmentRemaining;
    },
    get vector() {
      return [...this.state.progress.semantic.vector];
    },
  };
}

describe("steer", () => {
  test("moves the state to the vector and nothing else", () => {
    const session = begin();
    session.store(east);
    const { memories, progress } = session.state;
    session.execute({ kind: "steer", vector: [0, 0.5, 0], nowMs });
    expect(session.vector).toEqual([0, 0.5, 0]);
    expect(session.state.memories.size).toBe(memories.size);
    expect(session.state.progress).toEqual({ ...progress, semantic: expect.anything() });
  });

  test("a state that had absorbed nothing counts as one that has", () => {
    const session = begin();
    session.execute({ kind: "steer", vector: north, nowMs });
    session.store(east);
    expect(session.vector[1]).toBeGreaterThan(0.1);
  });

  test.each([
    ["of another dimension", [1, 0], DimensionMismatchError],
    ["of zeros", [0, 0, 0], InvalidVectorError],
    ["longer than 1", [1, 0.1, 0], InvalidVectorError],
    ["that is not finite", [Number.NaN, 0, 0], InvalidVectorError],
  ])("a vector %s is refused", (_name, vector, error) => {
    expect(() => begin().execute({ kind: "steer", vector, nowMs })).toThrow(error);
  });
});

describe("realign", () => {
  test("draws the next three stored turns 0.15 of the way, after their own update", () => {
    const session = begin();
    session.store(east);
    const answer = session.execute({ kind: "realign", vector: north, nowMs });
    expect(answer).toEqual({ sessionId: "s", realignmentRemaining: 3 });
    const seen = [session.remaining];
    for (let turn = 0; turn < 4; turn++) {
      session.store(east);
      seen.push(session.remaining);
    }
    expect(seen).toEqual([3, 2, 1, 0, 0]);
    expect(session.vector[1]).toBeLessThan(1 - (1 - realignmentShare) ** 3);
  });

  test("the first draw is exact", () => {
    const session = begin();
    session.store(east);
    session.execute({ kind: "realign", vector: north, nowMs });
    session.store(east);
    expect(session.vector[0]).toBeCloseTo(0.85, 6);
    expect(session.vector[1]).toBeCloseTo(0.15, 6);
    expect(session.state.progress.histories.norm).toHaveLength(2);
    expect(session.state.progress.histories.norm[1]).toBeCloseTo(Math.hypot(0.85, 0.15), 6);
  });

  test("a run without a stored turn uses none up", () => {
    const session = begin();
    session.execute({ kind: "realign", vector: north, nowMs });
    session.execute({ kind: "run", message: { text: "hi", vector: east }, nowMs });
    expect(session.remaining).toBe(3);
    session.execute({ kind: "store", response: { text: "yes", vector: east }, nowMs });
    expect(session.remaining).toBe(2);
  });

  test("under LOCKDOWN an admitted turn is not drawn", () => {
    const session = begin();
    session.execute({ kind: "realign", vector: north, nowMs });
    const lockdown = { kind: "set-isolation", level: "LOCKDOWN", allowed: [east], nowMs } as const;
    session.execute(lockdown);
    session.store(east);
    expect(session.remaining).toBe(3);
    expect(session.vector).toEqual([1, 0, 0]);
  });

  test("a new one replaces the one under way; a reset ends it; an export carries it", () => {
    const session = begin();
    session.execute({ kind: "realign", vector: north, nowMs });
    session.store(east);
    session.execute({ kind: "realign", vector: east, turns: 5, nowMs });
    expect(session.remaining).toBe(5);
    const stateDict = writeStateDict(session.state);
    session.execute({ kind: "reset", nowMs });
    expect(session.remaining).toBe(0);
    session.execute({ kind: "import", stateDict, nowMs });
    expect(session.remaining).toBe(5);
  });

  test.each([0, 65, 1.5])("%d turns are refused", (turns) => {
    const command = { kind: "realign", vector: north, turns, nowMs } as const;
    expect(() => begin().execute(command)).toThrow(InvalidArgumentError);
  });
});

test("a replay gives the same state, also from a snapshot in between", () => {
  const session = begin();
  session.store(east);
  session.execute({ kind: "steer", vector: [0.6, 0.8, 0], nowMs });
  session.execute({ kind: "realign", vector: north, nowMs });
  session.store(east);
  session.store(north);
  const expected = sessionMachine.encodeState(session.state);
  let state: SessionState | undefined;
  session.log.forEach((bytes, i) => {
    const op = sessionMachine.decodeOp(bytes);
    state = sessionMachine.apply(state, op, { entity: "s", seq: i + 1 });
    if (state !== undefined) state = sessionMachine.decodeState(sessionMachine.encodeState(state));
  });
  expect(state !== undefined && sessionMachine.encodeState(state)).toEqual(expected);
});

test("a purge is not exact when the state was moved after the purged was said", () => {
  const session = begin();
  const said = { text: "poison", vector: east, source: "web" };
  session.execute({ kind: "store-turns", turns: [{ message: said }], nowMs });
  const replayed = (steered: boolean) => {
    const replay = new FilteredReplay("s", [{ filter: { source: "web" } }]);
    const log = steered ? session.log : session.log.slice(0, 2);
    log.forEach((bytes, i) => {
      replay.feed(sessionMachine.decodeOp(bytes), i + 1);
    });
    replay.pass(9);
    return replay.result();
  };
  session.execute({ kind: "steer", vector: north, nowMs });
  expect(replayed(false)).toMatchObject({ exact: true, throughSeq: 9, purgedCount: 1 });
  expect(replayed(true)).toMatchObject({ exact: false, throughSeq: 9, purgedCount: 1 });
});
