import { describe, expect, test } from "@jest/globals";
import {
  DimensionMismatchError,
  InvalidArgumentError,
  InvalidVectorError,
  MemoryNotFoundError,
} from "../errors.js";
import { Session } from "./session.js";
import type { SessionOptions } from "./session-config.js";
import { wordVector } from "./testing/word-vector.js";

const dimension = 64;
const start = Date.UTC(2026, 4, 8, 9);
const minute = 60_000;

function say(text: string, timestampMs?: number) {
  const vector = wordVector(text, dimension);
  return timestampMs === undefined ? { text, vector } : { text, vector, timestampMs };
}

function newSession(options: SessionOptions = {}): Session {
  return Session.create("chat-1", { dimension, ...options }, { nowMs: start });
}

/** A conversation of three exchanges; the next run carries the answer to the one before. */
function supportTalk(): Session {
  const session = newSession();
  const turns = [
    ["My order 4471 has not arrived yet", "Order 4471 was sent on Monday with DHL"],
    ["Can I pay by invoice next time?", "Yes, invoices are open to returning customers"],
    ["What does the blue jacket cost?", "The blue jacket costs 89 euros"],
  ] as const;
  turns.forEach(([message, response], i) => {
    session.run({ message: say(message), nowMs: start + i * minute });
    session.store({ response: say(response), nowMs: start + i * minute + 1 });
  });
  return session;
}

describe("a turn", () => {
  test("the first run of a fresh session has nothing to recall", () => {
    const answer = newSession().run({ message: say("Hello there"), nowMs: start });
    expect(answer.context).toBe("[Semvec Context | Phase: initialization | Turn 0 | 0 memories]");
    expect(answer).toMatchObject({
      topSimilarity: 0,
      shortCircuit: false,
      driftScore: 0,
      driftDetected: false,
      driftPhase: "stable",
      turn: 0,
      memories: [],
      admitted: true,
    });
  });

  test("what was stored is recalled, as one line for both halves", () => {
    const session = supportTalk();
    const answer = session.run({
      message: say("Has order 4471 arrived with DHL?"),
      topK: 2,
      nowMs: start + 5 * minute,
    });
    expect(answer.turn).toBe(3);
    expect(answer.memories).toHaveLength(2);
    expect(answer.context).toMatch(
      /^\[Semvec Context \| Phase: \w+ \| Turn 3 \| 6 memories\]\nRelevant context:\n {2}1\. \[[01]\.\d\d\] Q: My order 4471 .* A: Order 4471 /,
    );
    expect(answer.contextTokens).toBeLessThanOrEqual(350);
  });

  test("a message that repeats a memory short-circuits", () => {
    const answer = supportTalk().run({
      message: say("What does the blue jacket cost?"),
      nowMs: start + 5 * minute,
    });
    expect(answer.topSimilarity).toBeCloseTo(1, 5);
    expect(answer.shortCircuit).toBe(true);
  });

  test("an inline response is stored with the buffered message before the new one is answered", () => {
    const session = newSession();
    session.run({ message: say("Where is my parcel?"), nowMs: start });
    const answer = session.run({
      response: say("Your parcel is in Leipzig"),
      message: say("And when will it come?"),
      nowMs: start + minute,
    });
    expect(answer.turn).toBe(1);
    expect(answer.context).toContain("Q: Where is my parcel? A: Your parcel is in Leipzig");
  });

  test("a second run without a response replaces the buffer and leaves no memory", () => {
    const session = newSession();
    session.run({ message: say("First try"), nowMs: start });
    session.run({ message: say("Second try"), nowMs: start + 1 });
    session.store({ response: say("An answer"), nowMs: start + 2 });
    const { totalMemories, unpairedTurns, interactionCount, histories } = session.metrics();
    expect({ totalMemories, unpairedTurns, interactionCount }).toEqual({
      totalMemories: 2,
      unpairedTurns: 1,
      interactionCount: 1,
    });
    expect(histories.drift).toHaveLength(2);
    expect(
      session
        .listContext()
        .map((it) => it.text)
        .sort(),
    ).toEqual(["An answer", "Second try"]);
  });

  test("the same response sent by store and again inline is stored once", () => {
    const session = newSession();
    session.run({ message: say("Hi"), nowMs: start });
    session.store({ response: say("Hello"), nowMs: start + 1 });
    expect(session.store({ response: say("Hello"), nowMs: start + 2 }).stored).toBe(0);
    session.run({ message: say("How are you?"), response: say("Hello"), nowMs: start + 3 });
    expect(session.metrics().interactionCount).toBe(1);
  });

  test("a pair that is stored as given leaves the buffer as it is", () => {
    const session = newSession();
    session.run({ message: say("Buffered"), nowMs: start });
    session.store({ message: say("Old question"), response: say("Old answer"), nowMs: start + 1 });
    session.store({ response: say("The reply"), nowMs: start + 2 });
    const texts = session.listContext({ topK: 10 }).map((it) => it.text);
    expect(texts.sort()).toEqual(["Buffered", "Old answer", "Old question", "The reply"]);
  });

  test("access is counted for what stands in a run's context and for nothing else", () => {
    const session = supportTalk();
    const [first] = session.recall({ ...say("order 4471"), nowMs: start }).memories;
    const hash = first?.memoryHash ?? "";
    const before = session.memory(hash).accessCount;
    session.run({ message: say("order 4471"), nowMs: start + minute * 9 });
    expect(session.memory(hash).accessCount).toBe(before + 1);
    session.recall({ text: "order 4471", nowMs: start });
    session.listContext({ text: "order 4471" });
    expect(session.memory(hash).accessCount).toBe(before + 1);
  });

  test("an answer that was given to another question before is stored with this one", () => {
    const session = newSession();
    for (const city of ["Split", "Zagreb"]) {
      session.run({ message: say(`Do you deliver to ${city}?`), nowMs: start });
      session.store({ response: say("No."), nowMs: start });
    }
    expect(session.metrics().totalMemories).toBe(4);
  });

  test("a response is told from the newest turn's alone", () => {
    const session = newSession();
    session.store({ response: say("ok"), nowMs: start });
    session.storeTurns([{ message: say("later") }], { nowMs: start });
    session.store({ response: say("ok"), nowMs: start });
    expect(session.metrics().interactionCount).toBe(3);
  });

  test("what is said again word for word is not stored again, and the answer says so", () => {
    const session = supportTalk();
    const { totalMemories } = session.metrics();
    session.run({ message: say("What does the blue jacket cost?"), nowMs: start + minute });
    const answer = session.run({
      response: say("The blue jacket costs 89 euros"),
      message: say("Thanks"),
      nowMs: start + 2 * minute,
    });
    expect(answer.dedupSignal).toBe(true);
    expect(answer.turn).toBe(4);
    expect(session.metrics().totalMemories).toBe(totalMemories);
  });

  test("time in the log never runs backwards", () => {
    const session = supportTalk();
    session.run({ message: say("Back in time"), nowMs: start - 10 * minute });
    expect(session.metrics().updatedAtMs).toBe(start + 2 * minute + 1);
  });
});

describe("a session", () => {
  test("a reset wipes what was said and keeps what was set up", () => {
    const session = Session.create(
      "s",
      { dimension, metadata: { team: "a" }, template: wordVector("shoes", dimension) },
      { nowMs: start },
    );
    const fresh = session.metrics();
    session.run({ message: say("Hi"), nowMs: start });
    session.store({ response: say("Hello"), nowMs: start });
    session.reset({ nowMs: start + 1 });
    expect(session.metrics()).toEqual({ ...fresh, seq: 4, updatedAtMs: start + 1 });
    expect(fresh.concentration).toBeCloseTo(1, 6);
    expect(fresh.config.metadata).toEqual({ team: "a" });
  });

  test("an unknown memory and a vector of another dimension are refused by name", () => {
    const session = newSession();
    expect(() => session.memory("0".repeat(32))).toThrow(MemoryNotFoundError);
    const message = { text: "Hi", vector: [1, 2, 3] };
    expect(() => session.run({ message, nowMs: start })).toThrow(DimensionMismatchError);
    const zero = { text: "Hi", vector: new Float32Array(dimension) };
    expect(() => session.run({ message: zero, nowMs: start })).toThrow(InvalidVectorError);
  });

  test.each([
    ["blank", "  \n "],
    ["too long", "x".repeat(100_001)],
    ["not well-formed", "a\ud800"],
  ])("a text that is %s is refused and changes nothing", (_name, text) => {
    const session = supportTalk();
    const before = session.stateHash();
    const message = { text, vector: wordVector("x", dimension) };
    expect(() => session.run({ message, nowMs: start })).toThrow(InvalidArgumentError);
    expect(session.stateHash()).toBe(before);
  });

  test("policy vectors promote and demote", () => {
    const policy = { vector: wordVector("invoice", dimension), weight: 50 };
    const first = (promote: boolean) => {
      const session = newSession({ policyVectors: [{ ...policy, promote }] });
      session.storeTurns(
        ["pay by invoice", "blue jacket", "green jacket"].map((text) => ({ message: say(text) })),
        { nowMs: start },
      );
      return session.recall({ ...say("jacket"), nowMs: start }).memories[0]?.text;
    };
    expect(first(true)).toBe("pay by invoice");
    expect(first(false)).toMatch(/jacket/);
  });
});
