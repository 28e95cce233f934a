import { describe, expect, test } from "@jest/globals";
import { DimensionMismatchError, InvalidArgumentError, MemoryNotFoundError } from "../errors.js";
import { Session } from "./session.js";
import { wordVector } from "./testing/word-vector.js";

const dimension = 64;
const nowMs = Date.UTC(2026, 0, 1);
const hourMs = 3_600_000;
const say = (text: string) => ({ text, vector: wordVector(text, dimension) });

const pairs = [
  ["Where do you live?", "In Split, by the sea."],
  ["What do you drive?", "A red Yugo from 1987."],
  ["Do you have pets?", "Two cats, Miro and Luna."],
] as const;

function talk(): Session {
  const session = Session.create("chat-1", { dimension }, { nowMs });
  const turns = pairs.map(([m, r]) => ({ message: say(m), response: say(r) }));
  session.storeTurns(turns, { nowMs });
  return session;
}

function hashOf(session: Session, text: string): string {
  const found = session.listContext({ text, topK: 100 }).find((memory) => memory.text === text);
  if (found === undefined) throw new Error(`no memory says ${text}`);
  return found.memoryHash;
}

const best = (session: Session, text: string, at = nowMs) =>
  session.recall({ ...say(text), nowMs: at }).memories[0]?.text;

describe("a correction", () => {
  test("takes the place of what was said wrong: same hash, same turn, state unmoved", () => {
    const session = talk();
    const memoryHash = hashOf(session, "A red Yugo from 1987.");
    const before = session.metrics();
    const said = session.memory(memoryHash);
    session.correctMemory({ memoryHash, ...say("A blue Fiat from 1999."), nowMs });
    expect(best(session, "Which Fiat from 1999?")).toBe("A blue Fiat from 1999.");
    expect(session.recall({ ...say("Yugo"), nowMs }).context).not.toContain("Yugo");
    const now = session.memory(memoryHash);
    expect(now).toMatchObject({ hash: memoryHash, turn: said.turn, seq: said.seq });
    expect(now.correctedSeq).toBe(session.metrics().seq);
    expect(session.metrics().histories).toEqual(before.histories);
    expect(session.metrics().totalMemories).toBe(6);
  });

  test("ranks as if the right thing had been said from the start", () => {
    const session = talk();
    const memoryHash = hashOf(session, "In Split, by the sea.");
    session.correctMemory({ memoryHash, ...say("In Zagreb, uphill."), nowMs });
    const right = Session.create("chat-1", { dimension }, { nowMs });
    const turns = pairs.map(([m, r]) => ({ message: say(m), response: say(r) }));
    const turn = { ...turns[0], response: say("In Zagreb, uphill.") };
    right.storeTurns([turn, ...turns.slice(1)], { nowMs });
    const question = { ...say("Who lives in Zagreb?"), topK: 100, nowMs };
    expect(session.recall(question)).toEqual(right.recall(question));
  });

  test("of importance alone leaves the text, and an empty one writes nothing", () => {
    const session = talk();
    const memoryHash = hashOf(session, "Do you have pets?");
    session.correctMemory({ memoryHash, importance: 1, nowMs });
    expect(session.memory(memoryHash)).toMatchObject({ text: "Do you have pets?", importance: 1 });
    const { seq } = session.metrics();
    session.correctMemory({ memoryHash, nowMs });
    expect(session.metrics().seq).toBe(seq);
  });

  test("is refused with the state as it was", () => {
    const session = talk();
    const memoryHash = hashOf(session, "Do you have pets?");
    const before = session.stateHash();
    const correct = (more: object) => () => session.correctMemory({ memoryHash, nowMs, ...more });
    expect(correct({ text: "no vector" })).toThrow(InvalidArgumentError);
    expect(correct({ ...say("x"), text: " " })).toThrow(InvalidArgumentError);
    expect(correct({ text: "x", vector: [1] })).toThrow(DimensionMismatchError);
    expect(correct({ importance: 1.01 })).toThrow(InvalidArgumentError);
    expect(correct({ expiresAtMs: Number.NaN })).toThrow(InvalidArgumentError);
    expect(correct({ memoryHash: "0".repeat(32) })).toThrow(MemoryNotFoundError);
    expect(session.stateHash()).toBe(before);
  });
});

describe("a memory that expires", () => {
  test("is found until its time, at its time no more, and leaves with the next op", () => {
    const session = talk();
    const text = "Two cats, Miro and Luna.";
    const memoryHash = hashOf(session, text);
    session.correctMemory({ memoryHash, expiresAtMs: nowMs + hourMs, nowMs });
    expect(best(session, text, nowMs + hourMs - 1)).toBe(text);
    const later = session.recall({ ...say(text), topK: 100, nowMs: nowMs + hourMs });
    expect(later.memories.map((memory) => memory.text)).not.toContain(text);
    expect(later.memories).toHaveLength(5);
    expect(later.context).toContain("5 memories");
    expect(() => session.memory(memoryHash, { nowMs: nowMs + hourMs })).toThrow(
      MemoryNotFoundError,
    );
    session.store({ response: say("Anything else?"), nowMs: nowMs + hourMs });
    expect(session.metrics().totalMemories).toBe(6);
    expect(() => session.memory(memoryHash)).toThrow(MemoryNotFoundError);
  });

  test("lasts again when its end is taken back", () => {
    const session = talk();
    const memoryHash = hashOf(session, "Do you have pets?");
    session.correctMemory({ memoryHash, expiresAtMs: nowMs + 1, nowMs });
    session.correctMemory({ memoryHash, expiresAtMs: null, nowMs });
    expect(session.memory(memoryHash, { nowMs: nowMs + 1 }).text).toBe("Do you have pets?");
  });

  test("does not answer for its repeat: what is said again after it is stored", () => {
    const session = talk();
    const [message, response] = pairs[2];
    for (const text of [message, response]) {
      const memoryHash = hashOf(session, text);
      session.correctMemory({ memoryHash, expiresAtMs: nowMs + hourMs, nowMs });
    }
    const at = nowMs + hourMs;
    session.run({ message: say(message), nowMs: at });
    const turn = session.run({ message: say("And?"), response: say(response), nowMs: at });
    expect(turn.dedupSignal).toBeUndefined();
    expect(best(session, response, at)).toBe(response);
  });

  test("leaves nothing of its text, although it was the newest response", () => {
    const session = talk();
    const text = "The code of the day is 4711.";
    session.store({ response: say(text), nowMs });
    const memoryHash = hashOf(session, text);
    session.correctMemory({ memoryHash, expiresAtMs: nowMs + 1, nowMs });
    expect(JSON.stringify(session.export())).toContain(text);
    session.correctMemory({
      memoryHash: hashOf(session, pairs[2][1]),
      importance: 1,
      nowMs: nowMs + 1,
    });
    expect(JSON.stringify(session.export())).not.toContain(text);
    session.store({ response: say(text), nowMs: nowMs + 2 });
    expect(best(session, text, nowMs + 2)).toBe(text);
  });

  test("injected with an end says so in no other way", () => {
    const session = talk();
    const memory = say("The code of the day is 4711");
    const { memoryHash } = session.injectMemory({ memory, expiresAtMs: nowMs + 1, nowMs });
    expect(session.memory(memoryHash, { nowMs }).text).toBe(memory.text);
    expect(best(session, memory.text, nowMs + 1)).not.toBe(memory.text);
  });
});

describe("the newest response, forgotten or corrected,", () => {
  const [, said] = pairs[2];
  const forget = (session: Session, text: string) =>
    session.forgetMemory(hashOf(session, text), { nowMs });
  const correct = (session: Session, text: string) =>
    session.correctMemory({ memoryHash: hashOf(session, text), ...say("One dog."), nowMs });

  test.each([
    ["forgotten", forget],
    ["corrected", correct],
  ])("%s, leaves the export and is stored when it is said anew", (_name, act) => {
    const session = talk();
    const exported = () => JSON.stringify(session.export());
    expect(exported()).toContain("Miro");
    act(session, said);
    expect(exported()).not.toContain("Miro");
    expect(session.store({ response: say(said), nowMs }).stored).toBe(1);
    expect(best(session, said)).toBe(said);
  });

  test("leaves the export however it was typed", () => {
    const session = talk();
    const retyped = { message: say(pairs[2][0]), response: say("two cats, Miro and Luna") };
    session.storeTurns([retyped], { nowMs });
    forget(session, said);
    expect(JSON.stringify(session.export())).not.toContain("Miro");
  });

  test("is still known when another is forgotten, or its importance alone is corrected", () => {
    const session = talk();
    forget(session, pairs[0][1]);
    session.correctMemory({ memoryHash: hashOf(session, said), importance: 1, nowMs });
    expect(session.store({ response: say(said), nowMs }).stored).toBe(0);
  });
});

describe("repeats", () => {
  const history = Array.from({ length: 200 }, (_, i) => ({
    message: say(`Question ${i} about order ${4000 + i}`),
    response: say(`Answer ${i}: parcel ${9000 - i} is on its way`),
  }));

  test("a conversation of 200 turns sent twice stores no more than once", () => {
    const session = Session.create("twice", { dimension }, { nowMs });
    session.storeTurns(history, { nowMs });
    const once = session.metrics().totalMemories;
    const { stored } = session.storeTurns(history, { nowMs });
    expect(stored).toBe(200);
    expect(session.metrics()).toMatchObject({ totalMemories: once, interactionCount: 400 });
  });

  test("typed another way it is the same; with another number it is not", () => {
    const session = Session.create("retyped", { dimension }, { nowMs });
    session.storeTurns([{ message: say("It\u2019s order 4471!"), response: say("Yes.") }], {
      nowMs,
    });
    session.run({ message: say("it's  order 4471"), nowMs });
    const again = session.run({ message: say("Next"), response: say("Yes"), nowMs });
    expect(again.dedupSignal).toBe(true);
    session.storeTurns([{ message: say("It's order 4472"), response: say("Yes.") }], { nowMs });
    expect(session.metrics().totalMemories).toBe(4);
  });
});

test("memories say which request brought them, the message's and the response's own", () => {
  const session = Session.create("requests", { dimension }, { nowMs });
  session.run({ message: { ...say("Hello there"), requestId: "req-1" }, nowMs });
  session.store({ response: { ...say("General greeting"), requestId: "req-2" }, nowMs });
  const restored = Session.restore(session.snapshot());
  const requests = restored
    .listContext({ text: "hello" })
    .map(({ memoryHash }) => restored.memory(memoryHash).requestId);
  expect(requests.sort()).toEqual(["req-1", "req-2"]);
});
