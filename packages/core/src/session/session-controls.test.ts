import { describe, expect, test } from "@jest/globals";
import { LimitExceededError } from "../controls/errors.js";
import { InvalidArgumentError, MemoryNotFoundError } from "../errors.js";
import { LiteralCacheFullError, LiteralNotFoundError } from "../literals/errors.js";
import { Session } from "./session.js";
import { wordVector } from "./testing/word-vector.js";

const dimension = 64;
const nowMs = Date.UTC(2026, 0, 1);
const say = (text: string) => ({ text, vector: wordVector(text, dimension) });
const vectorOf = (text: string) => wordVector(text, dimension);
const newSession = () => Session.create("chat-1", { dimension }, { nowMs });
const texts = (session: Session) =>
  session.listContext({ topK: 100, ...say("anything") }).map((memory) => memory.text);

function exchange(session: Session, message: string, response: string) {
  session.run({ message: say(message), nowMs });
  return session.store({ response: say(response), nowMs });
}

describe("triggers", () => {
  test("single out a turn when it is stored, and boost it when they match again", () => {
    const session = newSession();
    session.addTrigger({ keyword: "Refund", nowMs });
    for (let i = 0; i < 6; i++) exchange(session, `order number ${i}`, `order ${i} is on its way`);
    exchange(session, "I want a REFUND!", "Done, it takes five days");
    exchange(session, "order number 7", "order 7 is late");
    const { memories } = session.run({ message: say("refund for order number 3"), nowMs });
    expect(memories[0]?.reasons).toContain("trigger:Refund");
    expect(session.memory(memories[0]?.memoryHash ?? "").importance).toBe(1);
    expect(session.metrics().histories.beta[6]).toBe(0.05);
  });

  test("boost by a text without a vector, and by a vector without a text", () => {
    const session = newSession();
    session.addTrigger({ keyword: "refund", nowMs });
    session.addTrigger({ vector: vectorOf("warm shoes"), nowMs });
    exchange(session, "I want a refund", "Done");
    exchange(session, "warm shoes", "We have them");
    const asked = (input: { text: string } | { vector: Float32Array }) =>
      session.recall({ ...input, nowMs }).memories.flatMap((memory) => memory.reasons);
    expect(asked({ text: "my refund" })).toContain("trigger:refund");
    expect(asked({ vector: vectorOf("warm shoes") })).toContainEqual(
      expect.stringMatching(/^trigger:embedding#/),
    );
  });

  test("boost what was stored before they were added, whatever else is nearer", () => {
    const session = newSession();
    exchange(session, "I want a refund", "Done, in five days");
    for (let i = 0; i < 20; i++) exchange(session, `order number ${i}`, `order ${i} is sent`);
    const first = (question: { text: string; vector?: Float32Array }) =>
      session.recall({ ...question, topK: 1, nowMs }).memories[0];
    const question = "refund for order number 3";
    expect(first(say(question))?.text).not.toBe("I want a refund");
    session.addTrigger({ keyword: "Refund", nowMs });
    const expected = {
      text: "I want a refund",
      reasons: expect.arrayContaining(["trigger:Refund"]),
    };
    expect(first(say(question))).toMatchObject(expected);
    expect(first({ text: question })).toMatchObject(expected);
    expect(Session.restore(session.snapshot()).recall({ text: question, nowMs })).toEqual(
      session.recall({ text: question, nowMs }),
    );
    session.clearTriggers({ nowMs });
    session.addTrigger({ vector: vectorOf("refund"), threshold: 0.35, nowMs });
    expect(first(say(question))?.text).toBe("I want a refund");
  });

  test("do not inherit what others before them matched", () => {
    const session = newSession();
    session.addTrigger({ vector: vectorOf("warm shoes"), nowMs });
    exchange(session, "warm shoes", "We have them");
    const reasons = (text: string) =>
      session.recall({ ...say(text), nowMs }).memories.flatMap((memory) => memory.reasons);
    expect(reasons("warm shoes")).toContainEqual(expect.stringMatching(/^trigger:embedding#/));
    session.clearTriggers({ nowMs });
    session.addTrigger({ vector: vectorOf("tax return"), nowMs });
    session.addTrigger({ keyword: "#1", nowMs });
    const asked = reasons("tax return");
    expect(asked.filter((reason) => reason.startsWith("trigger:"))).toEqual([]);
    const copy = Session.restore(session.snapshot());
    expect(copy.stateHash()).toBe(session.stateHash());
  });

  test("with the longest of labels are read back", () => {
    const session = newSession();
    const keyword = "embedding#".padEnd(128, "x");
    session.addTrigger({ keyword, nowMs });
    exchange(session, `I say ${keyword}`, "Noted");
    const copy = Session.restore(session.snapshot());
    expect(copy.stateHash()).toBe(session.stateHash());
    const [memory] = copy.recall({ ...say(keyword), nowMs }).memories;
    expect(memory?.reasons).toContain(`trigger:embedding#${keyword}`);
  });

  test("count once however often they are added, and are cleared together", () => {
    const session = newSession();
    expect(session.addTrigger({ keyword: "refund", nowMs }).triggerCount).toBe(1);
    expect(session.addTrigger({ keyword: "REFUND", nowMs }).triggerCount).toBe(1);
    expect(session.addTrigger({ vector: vectorOf("money"), nowMs }).triggerCount).toBe(2);
    expect(session.clearTriggers({ nowMs }).triggerCount).toBe(0);
    expect(() => session.addTrigger({ nowMs })).toThrow(InvalidArgumentError);
  });

  test("are bounded: the 257th is refused and changes nothing", () => {
    const session = newSession();
    for (let i = 0; i < 256; i++) session.addTrigger({ keyword: `word${i}`, nowMs });
    const before = session.stateHash();
    expect(() => session.addTrigger({ keyword: "one more", nowMs })).toThrow(LimitExceededError);
    expect(session.stateHash()).toBe(before);
  });
});

describe("anchors", () => {
  test("score high when the conversation keeps to them", () => {
    const session = newSession();
    expect(session.anchors()).toMatchObject({
      anchorScore: 0,
      anchorCount: 0,
      driftThreshold: 0.6,
    });
    session.addAnchor({ vector: vectorOf("running shoes"), nowMs });
    exchange(session, "running shoes", "running shoes");
    expect(session.anchors().anchorScore).toBeCloseTo(1, 2);
    exchange(session, "tax return", "pension plan");
    expect(session.anchors().anchorScore).toBeLessThan(0.9);
  });
});

describe("isolation", () => {
  const spam = { exclusions: [vectorOf("cheap pills")], threshold: 0.95, nowMs };

  test("a filter drops what is near an exclusion, and the run still answers", () => {
    const session = newSession();
    session.setIsolation({ level: "FILTER", ...spam });
    const answer = session.run({ message: say("cheap pills"), nowMs });
    expect(answer.admitted).toBe(false);
    expect(session.store({ response: say("No thanks"), nowMs }).stored).toBe(0);
    expect(session.metrics()).toMatchObject({ totalMemories: 0, interactionCount: 0 });
    expect(session.run({ message: say("warm shoes"), nowMs }).admitted).toBe(true);
    expect(session.store({ response: say("We have them"), nowMs }).stored).toBe(1);
  });

  test("the answer of a blocked pair stays out when it is sent again inline", () => {
    const session = newSession();
    session.setIsolation({ level: "FILTER", ...spam });
    exchange(session, "cheap pills", "we ship cheap everything");
    const again = say("we ship cheap everything");
    session.run({ message: say("warm shoes"), response: again, nowMs });
    expect(session.metrics().totalMemories).toBe(0);
  });

  test("a quarantine holds turns until they are released, in order, whatever the level is then", () => {
    const session = newSession();
    session.setIsolation({ level: "QUARANTINE", ...spam });
    exchange(session, "cheap pills", "first");
    exchange(session, "warm shoes", "second");
    exchange(session, "cheap pills cheap pills", "third");
    expect(texts(session).sort()).toEqual(["second", "warm shoes"]);
    session.setIsolation({ level: "OPEN", nowMs });
    expect(session.metrics().interactionCount).toBe(1);
    expect(session.releaseQuarantine({ nowMs }).releasedCount).toBe(2);
    expect(session.metrics()).toMatchObject({ interactionCount: 3, totalMemories: 6 });
    expect(session.releaseQuarantine({ nowMs }).releasedCount).toBe(0);
  });

  test("a lockdown admits the allowlist alone and buffers nothing else", () => {
    const session = newSession();
    session.setIsolation({
      level: "LOCKDOWN",
      allowed: [vectorOf("warm shoes")],
      threshold: 0.95,
      nowMs,
    });
    session.run({ message: say("cheap pills"), nowMs });
    session.store({ response: say("warm shoes"), nowMs });
    expect(texts(session)).toEqual([]);
    expect(session.metrics().histories.drift).toHaveLength(0);
    exchange(session, "warm shoes", "warm shoes for you");
    session.store({ response: say("warm shoes"), nowMs });
    expect(texts(session)).toContain("warm shoes");
  });

  test("a reset empties the quarantine and keeps the policy", () => {
    const session = newSession();
    session.setIsolation({ level: "QUARANTINE", ...spam });
    exchange(session, "cheap pills", "held");
    session.reset({ nowMs });
    expect(session.releaseQuarantine({ nowMs }).releasedCount).toBe(0);
    expect(exchange(session, "cheap pills", "held again").stored).toBe(0);
  });

  test("the quarantine has the memories' own byte bound", () => {
    const session = Session.create("small", { dimension, memoryBytesMax: 4096 }, { nowMs });
    session.setIsolation({ level: "QUARANTINE", ...spam });
    for (let i = 0; i < 50; i++) exchange(session, "cheap pills", `held ${i} ${"x".repeat(200)}`);
    expect(session.releaseQuarantine({ nowMs }).releasedCount).toBeLessThan(10);
  });
});

describe("memories by hand", () => {
  test("an injected memory is recalled as a note and does not move the state", () => {
    const session = newSession();
    exchange(session, "warm shoes", "We have them");
    const before = session.metrics().histories.norm;
    const injected = session.injectMemory({
      memory: say("The customer is colour blind"),
      tier: "long_term",
      importance: 0.9,
      accessCount: 3,
      nowMs,
    });
    expect(injected).toMatchObject({ tier: "long_term", totalMemories: 3 });
    expect(session.metrics().histories.norm).toEqual(before);
    expect(session.memory(injected.memoryHash)).toMatchObject({
      origin: "synthetic",
      importance: 0.9,
      accessCount: 3,
    });
    const { context } = session.recall({ ...say("is the customer colour blind"), nowMs });
    expect(context).toContain("Note: The customer is colour blind");
  });

  test("of a tier or a role that there is not is refused, and leaves no trace", () => {
    const session = newSession();
    exchange(session, "warm shoes", "We have them");
    const before = session.stateHash();
    const inject = (more: object) => () =>
      session.injectMemory({ memory: say("ghost"), nowMs, ...more });
    expect(inject({ tier: "zz" })).toThrow(InvalidArgumentError);
    // What a program without types passes on from a chat.
    const system = { ...say("ghost"), role: "system" as "user" };
    expect(inject({ memory: system })).toThrow(InvalidArgumentError);
    expect(() => session.run({ message: system, nowMs })).toThrow(InvalidArgumentError);
    expect(() => session.store({ response: system, nowMs })).toThrow(InvalidArgumentError);
    expect(() => session.storeTurns([{ message: system }], { nowMs })).toThrow(
      InvalidArgumentError,
    );
    expect(session.metrics().totalMemories).toBe(2);
    expect(session.stateHash()).toBe(before);
  });

  test("a forgotten memory is gone", () => {
    const session = newSession();
    exchange(session, "warm shoes", "We have them");
    const [first] = session.listContext();
    session.forgetMemory(first?.memoryHash ?? "", { nowMs });
    expect(session.metrics().totalMemories).toBe(1);
    const again = () => session.forgetMemory(first?.memoryHash ?? "", { nowMs });
    expect(again).toThrow(MemoryNotFoundError);
  });

  test("snapshots keep tiers of injected memories in order", () => {
    const session = newSession();
    session.injectMemory({ memory: say("oldest"), tier: "long_term", nowMs });
    exchange(session, "one", "two");
    session.injectMemory({ memory: say("newest"), tier: "long_term", nowMs });
    expect(Session.restore(session.snapshot()).stateHash()).toBe(session.stateHash());
  });
});

describe("literals", () => {
  test("stand word for word in the context of a message that speaks of them", () => {
    const session = newSession();
    const value = "postgres://db.internal:5433/main";
    session.putLiteral({ key: "database_url", kind: "constant", value }, { nowMs });
    const { context } = session.run({ message: say("Which database url do we use?"), nowMs });
    expect(context).toContain(`Exact values:\n  - database_url (constant): ${value}`);
    expect(session.searchLiterals("database").literals[0]?.accessCount).toBe(1);
    session.removeLiteral("database_url", { nowMs });
    expect(() => session.removeLiteral("database_url", { nowMs })).toThrow(LiteralNotFoundError);
  });

  test("a reset wipes them, an export carries them", () => {
    const session = newSession();
    session.putLiteral({ key: "a", kind: "path", value: "/srv/a b" }, { nowMs });
    session.addTrigger({ keyword: "x", nowMs });
    const copy = Session.fromStateDict("copy", JSON.parse(JSON.stringify(session.export())), {
      nowMs,
    });
    expect(copy.searchLiterals().literals[0]?.value).toBe("/srv/a b");
    expect(copy.addTrigger({ keyword: "y", nowMs }).triggerCount).toBe(2);
    session.reset({ nowMs });
    expect(session.searchLiterals().total).toBe(0);
  });

  test("are added all or none, and never over what is held", () => {
    const session = newSession();
    const literal = (key: string, value = "v") => ({ key, kind: "constant" as const, value });
    session.putLiteral(literal("a", "corrected"), { nowMs });
    const added = [literal("a"), literal("b"), literal("b", "second"), literal("c")];
    expect(session.addLiterals(added, { nowMs })).toMatchObject({ stored: 2, size: 3 });
    const held = session.searchLiterals().literals.map(({ key, value }) => `${key}=${value}`);
    expect(held.sort()).toEqual(["a=corrected", "b=v", "c=v"]);
    const big = Array.from({ length: 12 }, (_, i) => literal(`big ${i}`, "x".repeat(99_000)));
    const before = session.stateHash();
    expect(() => session.addLiterals(big, { nowMs })).toThrow(LiteralCacheFullError);
    const many = Array.from({ length: 257 }, (_, i) => literal(`many ${i}`));
    expect(() => session.addLiterals(many, { nowMs })).toThrow(InvalidArgumentError);
    expect(session.stateHash()).toBe(before);
    expect(session.addLiterals(many.slice(1), { nowMs }).stored).toBe(256);
  });
});
