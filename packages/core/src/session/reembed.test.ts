import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sha256Hex } from "../codec/sha256.js";
import {
  DimensionMismatchError,
  InvalidArgumentError,
  SessionConflictError,
  SessionReembeddedError,
} from "../errors.js";
import { FilteredReplay } from "./purge/filtered-replay.js";
import { hasUnembedded, type ReembedCommand, textsToEmbed } from "./reembed.js";
import type { ReembedAnswer, RunAnswer } from "./session-answer.js";
import type { SessionCommand } from "./session-command.js";
import { sessionMachine } from "./session-machine.js";
import type { SessionOp } from "./session-op.js";
import type { SessionState } from "./session-state.js";
import { wordVector } from "./testing/word-vector.js";

const dimension = 32;
const entity = "chat-1";
const nowMs = Date.UTC(2026, 0, 1);

/** A vector of the old model, and one of the new: its words stand for other directions. */
const oldVector = (text: string) => wordVector(text, dimension);
const newVector = (text: string) => wordVector(text.replace(/\w+/g, "new$&"), dimension);

const say = (text: string, more: object = {}) => ({ text, vector: oldVector(text), ...more });

class Log {
  readonly ops: SessionOp[] = [];
  readonly bytes: Uint8Array[] = [];
  state: SessionState | undefined;

  run<A>(command: SessionCommand): A {
    const position = { entity, seq: this.ops.length + 1 };
    const { op, answer } = sessionMachine.decide(this.state, command, position);
    if (op === undefined) return answer as A;
    this.ops.push(op);
    this.bytes.push(sessionMachine.encodeOp(op));
    this.state = sessionMachine.apply(this.state, op, position);
    return answer as A;
  }

  get session(): SessionState {
    return this.state as SessionState;
  }
}

function reembedOf(state: SessionState): ReembedCommand {
  return {
    kind: "reembed",
    nowMs,
    embedderId: "new:1",
    recallWeights: { dense: 2, denseNext: 1 },
    cosines: "learned",
    vectors: new Map(textsToEmbed(state).map((text) => [text, newVector(text)])),
  };
}

function conversation(texts: readonly string[]): Log {
  const log = new Log();
  log.run({ kind: "create", options: { dimension, embedderId: "old:1" }, nowMs });
  texts.forEach((text, i) => {
    const response = say(`${text} then`);
    log.run({ kind: "store", message: say(text), response, nowMs: nowMs + i });
  });
  return log;
}

const hashOf = (state: SessionState | undefined) =>
  sha256Hex(state === undefined ? new Uint8Array() : sessionMachine.encodeState(state));

describe("a reembedding", () => {
  test("puts every memory, the buffer and the state into the new space", () => {
    const log = conversation(["the ferry leaves at seven", "coffee is in the blue tin"]);
    log.run({ kind: "run", message: say("where is the coffee"), nowMs: nowMs + 5 });
    const answer = log.run<ReembedAnswer>(reembedOf(log.session));
    expect(answer).toMatchObject({ embeddedTexts: 5, totalMemories: 4 });
    const { config, memories, progress } = log.session;
    expect(config).toMatchObject({ embedderId: "new:1", cosines: "learned", dimension });
    for (const { hash, text } of memories) {
      const told = new Log();
      told.run({ kind: "create", options: { dimension }, nowMs });
      told.run({ kind: "store", response: { text, vector: newVector(text) }, nowMs });
      const [only] = told.session.memories;
      const expected = told.session.memories.direction(only?.hash ?? "");
      expect(memories.direction(hash)).toEqual(expected);
    }
    expect(progress).toMatchObject({ turns: 2, semantic: { updates: 2 } });
    expect(progress.buffer?.text).toBe("where is the coffee");
    const message = { text: "coffee tin", vector: newVector("coffee tin") };
    const response = { text: "in the tin", vector: newVector("in the tin") };
    const run = log.run<RunAnswer>({ kind: "run", message, response, nowMs: nowMs + 9 });
    expect(run.context).toContain("coffee is in the blue tin");
    expect(log.session.memories.size).toBe(6);
  });

  test("a session told the same in the new space has the same memories and state", () => {
    const texts = ["my order is late", "it was sent to Ghent", "send a refund"];
    const log = conversation(texts);
    log.run(reembedOf(log.session));
    const told = new Log();
    told.run({ kind: "create", options: { dimension }, nowMs });
    texts.forEach((text, i) => {
      const response = { text: `${text} then`, vector: newVector(`${text} then`) };
      const message = { text, vector: newVector(text) };
      told.run({ kind: "store", message, response, nowMs: nowMs + i });
    });
    expect(log.session.progress.semantic).toEqual(told.session.progress.semantic);
  });

  test("refuses vectors that are still of the old model, and changes nothing", () => {
    const log = conversation(["one"]);
    const late = (embeddedBy: string) =>
      ({ kind: "store", response: say("two"), nowMs: nowMs + 9, embeddedBy }) as const;
    log.run(late("old:1"));
    log.run(reembedOf(log.session));
    const before = hashOf(log.state);
    expect(() => log.run(late("old:1"))).toThrow(SessionReembeddedError);
    expect(hashOf(log.state)).toBe(before);
    log.run({ ...late("new:1"), response: say("three") });
    expect(hashOf(log.state)).not.toBe(before);
  });

  test("drops vectors that have no text, and counts them", () => {
    const log = conversation(["one"]);
    log.run({ kind: "add-trigger", keyword: "refund", vector: oldVector("money"), nowMs });
    log.run({ kind: "add-trigger", vector: oldVector("shoes"), nowMs });
    log.run({ kind: "add-trigger", keyword: "late", nowMs });
    log.run({ kind: "add-anchor", vector: oldVector("shoes"), nowMs });
    log.run({ kind: "realign", vector: oldVector("one"), nowMs });
    log.run({ kind: "set-isolation", level: "OPEN", exclusions: [oldVector("spam")], nowMs });
    const { dropped } = log.run<ReembedAnswer>(reembedOf(log.session));
    expect(dropped).toEqual({
      triggers: 1,
      triggerVectors: 1,
      anchors: 1,
      policyVectors: 0,
      isolationVectors: 1,
    });
    const { controls, progress } = log.session;
    expect(controls.triggers.map(({ keyword }) => keyword)).toEqual(["refund", "late"]);
    expect(controls.triggers.every(({ direction }) => direction === undefined)).toBe(true);
    expect(controls).toMatchObject({ anchors: [], isolation: { exclusions: [] } });
    expect(progress.realignment).toBeUndefined();
  });

  test("what quarantine holds follows; what guards a session is never dropped unasked", () => {
    const log = conversation(["one"]);
    const exclusions = [oldVector("spam offer")];
    const isolate = (level: "OPEN" | "QUARANTINE") =>
      log.run({ kind: "set-isolation", level, exclusions, threshold: 0.9, nowMs });
    isolate("QUARANTINE");
    log.run({ kind: "store", message: say("spam offer"), response: say("no"), nowMs });
    expect(() => log.run(reembedOf(log.session))).toThrow(SessionConflictError);
    isolate("OPEN");
    expect(textsToEmbed(log.session)).toContain("spam offer");
    log.run(reembedOf(log.session));
    log.run({ kind: "release-quarantine", nowMs });
    expect([...log.session.memories].map(({ text }) => text)).toContain("spam offer");
  });

  test("needs a vector of the right length for every text", () => {
    const log = conversation(["one"]);
    const command = reembedOf(log.session);
    log.run({ kind: "store", response: say("said meanwhile"), nowMs });
    const before = hashOf(log.state);
    expect(() => log.run(command)).toThrow(InvalidArgumentError);
    const vectors = new Map(textsToEmbed(log.session).map((text) => [text, [1, 2]]));
    expect(() => log.run({ ...command, vectors })).toThrow(DimensionMismatchError);
    expect(hashOf(log.state)).toBe(before);
  });

  test("what was said without a vector is found by its words, and gets its vector", () => {
    const log = conversation(["the ferry leaves at seven", "we spoke of gold"]);
    const { semantic } = log.session.progress;
    const { histories } = log.session.progress;
    expect(hasUnembedded(log.session)).toBe(false);
    const ask = { text: "the kettle is in the attic" };
    log.run({ kind: "run", message: ask, nowMs: nowMs + 5 });
    expect(hasUnembedded(log.session)).toBe(true);
    const found = log.run<RunAnswer>({
      kind: "run",
      message: { text: "where is the kettle" },
      response: { text: "Noted: kettle, attic." },
      nowMs: nowMs + 6,
    });
    expect(found.context).toContain("kettle is in the attic");
    expect(found).toMatchObject({ driftScore: 0, topSimilarity: 0, admitted: true });
    expect(log.session.memories.size).toBe(6);
    expect(log.session.progress).toMatchObject({ semantic, histories, turns: 3 });
    const pair = { message: { text: "a pair" }, response: { text: "of the past" } };
    log.run({ kind: "store-turns", turns: [pair], nowMs: nowMs + 7 });
    expect(log.session.progress.drift.exchanges).toHaveLength(2);
    log.run(reembedOf(log.session));
    expect(hasUnembedded(log.session)).toBe(false);
    expect(log.session.progress.semantic.updates).toBe(4);
    expect(log.session.memories.size).toBe(8);
  });

  test("what cannot be judged does not pass isolation", () => {
    const log = conversation(["one"]);
    const message = { text: "two" };
    const isolation = { kind: "set-isolation", level: "FILTER", nowMs } as const;
    log.run(isolation);
    log.run({ kind: "store", message, response: message, nowMs });
    log.run({ ...isolation, exclusions: [oldVector("spam")] });
    expect(() => log.run({ kind: "run", message, nowMs })).toThrow(SessionConflictError);
    expect(() => log.run({ kind: "store", response: { text: "three" }, nowMs })).toThrow(
      SessionConflictError,
    );
  });

  test("a purge replays across it", () => {
    const log = conversation(["one"]);
    const poison = { source: "poison" };
    log.run({ kind: "store", response: say("buy gold now", poison), nowMs });
    log.run(reembedOf(log.session));
    const later = { text: "two", vector: newVector("two") };
    log.run({ kind: "store", response: later, nowMs });
    const replay = new FilteredReplay(entity, [{ filter: poison }]);
    log.ops.forEach((op, i) => {
      replay.feed(op, i + 1);
    });
    const result = replay.result();
    expect(result).toMatchObject({ purgedCount: 1, exact: true });
    const clean = sessionMachine.decodeState(result?.snapshot ?? new Uint8Array());
    expect([...clean.memories].map(({ text }) => text)).toEqual(["one", "one then", "two"]);
    expect(clean.config.embedderId).toBe("new:1");
  });

  test("whatever was said, a replay from any snapshot gives the same state", () => {
    const text = fc
      .array(fc.constantFrom("order", "late", "gold", "tin", "why"), { minLength: 1, maxLength: 4 })
      .map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.nat(12), (texts, snapshotAt) => {
        const log = conversation(texts);
        log.run({ kind: "run", message: { text: "gold tin" }, nowMs: nowMs + 19 });
        const response = { text: "without a vector" };
        log.run({ kind: "run", message: say("waiting"), response, nowMs: nowMs + 20 });
        log.run(reembedOf(log.session));
        log.run({ kind: "run", message: say("tin"), response: say("yes"), nowMs: nowMs + 21 });
        let state: SessionState | undefined;
        log.bytes.forEach((bytes, i) => {
          if (i === snapshotAt && state !== undefined) {
            state = sessionMachine.decodeState(sessionMachine.encodeState(state));
          }
          const op = sessionMachine.decodeOp(bytes);
          state = sessionMachine.apply(state, op, { entity, seq: i + 1 });
        });
        expect(hashOf(state)).toBe(hashOf(log.state));
      }),
      { numRuns: 100 },
    );
  });
});
