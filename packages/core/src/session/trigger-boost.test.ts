import { expect, test } from "@jest/globals";
import { Session } from "./session.js";
import { commandLimits } from "./session-command.js";
import { wordVector } from "./testing/word-vector.js";
import { matchedCandidateCount } from "./trigger-boost.js";

const dimension = 16;
const nowMs = Date.UTC(2026, 0, 1);
const say = (text: string) => ({ text, vector: wordVector(text, dimension) });

/** A session of notes, one a text. */
function sessionOf(texts: readonly string[]): Session {
  const session = Session.create("chat-1", { dimension }, { nowMs });
  for (const text of texts) session.injectMemory({ memory: say(text), nowMs });
  return session;
}

test("as many candidates are matched as a recall may ask for at least", () => {
  expect(matchedCandidateCount).toBeGreaterThanOrEqual(commandLimits.topKMax);
});

test("the answer's length and the memories in it are as asked, each once", () => {
  const texts = Array.from({ length: 150 }, (_, i) => `refund ${i} for order ${i % 7}`);
  const session = sessionOf(texts);
  session.addTrigger({ keyword: "refund", nowMs });
  for (const topK of [1, 5, 100]) {
    const { memories } = session.recall({ text: "a refund for order 3", topK, nowMs });
    expect(new Set(memories.map(({ text }) => text)).size).toBe(topK);
    expect(memories.every(({ reasons }) => reasons.includes("trigger:refund"))).toBe(true);
  }
});

test("among memories that all match, a trigger changes no order", () => {
  const session = sessionOf(Array.from({ length: 40 }, (_, i) => `refund ${i} for order ${i % 7}`));
  const order = () =>
    session.recall({ ...say("refund for order 3"), topK: 40, nowMs }).memories.map((it) => it.text);
  const before = order();
  session.addTrigger({ keyword: "refund", nowMs });
  expect(order()).toEqual(before);
});

test("a memory tells at most eight of its triggers", () => {
  const words = Array.from({ length: 12 }, (_, i) => `word${i}`);
  const session = sessionOf([words.join(" ")]);
  for (const keyword of words) session.addTrigger({ keyword, nowMs });
  const [memory] = session.recall({ text: words.join(" "), nowMs }).memories;
  const told = memory?.reasons.filter((reason) => reason.startsWith("trigger:"));
  expect(told).toEqual(words.slice(0, 8).map((word) => `trigger:${word}`));
});
