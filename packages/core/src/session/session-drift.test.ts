import { describe, expect, test } from "@jest/globals";
import { Session } from "./session.js";
import type { SessionOptions } from "./session-config.js";

const dimension = 4;
const start = Date.UTC(2026, 4, 8, 9);
const minute = 60_000;
const trains = [1, 0, 0, 0];
const gardens = [0, 1, 0, 0];
const between = [1, 1, 0, 0];

/** A reply long enough to tell a subtopic from a topic. */
const longReply = Array.from({ length: 40 }, (_, i) => `word${i}`).join(" ");

interface Said {
  readonly message: readonly [text: string, vector: readonly number[]];
  readonly reply: readonly [text: string, vector: readonly number[]];
}

const calm: readonly Said[] = [
  "When does the train to Ghent leave?",
  "And the train after that one?",
  "Is it a fast train?",
  "Does it stop on the way?",
  "So it is the fast one?",
  "And then it stops in Ghent?",
].map((text) => ({ message: [text, trains], reply: ["The train leaves at ten.", trains] }));

const subtopic: Said = {
  message: ["Are there any bicycle spaces on board?", gardens],
  reply: [longReply, trains],
};
const topic: Said = {
  message: ["Are there any bicycle spaces on board?", gardens],
  reply: [longReply, gardens],
};
const next = { message: { text: "And that one?", vector: trains } };

/** Tells the turns; what each run answered. */
function tell(turns: readonly Said[], options: SessionOptions = {}) {
  const created = { dimension, embedderId: "test", ...options };
  const session = Session.create("chat-1", created, { nowMs: start });
  const answers = turns.map(({ message, reply }, i) => {
    const nowMs = start + i * minute;
    const answer = session.run({ message: { text: message[0], vector: message[1] }, nowMs });
    session.store({ response: { text: reply[0], vector: reply[1] }, nowMs });
    return answer;
  });
  return { session, answers, nowMs: start + turns.length * minute };
}

describe("a drift", () => {
  test("is retracted by a reply that stays on the subject, and the phase with it", () => {
    const { session, answers, nowMs } = tell([...calm, subtopic]);
    expect(answers.at(-2)).toMatchObject({ driftDetected: false, phase: "convergence" });
    expect(answers.at(-1)).toMatchObject({ driftDetected: true, phase: "exploration" });
    // Redone as one more calm turn.
    expect(session.metrics().phase).toBe("resonance");
    const after = session.run({ ...next, nowMs });
    expect(after).toMatchObject({ driftConfirmed: false });
    expect(session.metrics().histories.drift.at(-2)).toBeGreaterThanOrEqual(0.5);
  });

  test("is confirmed by a reply that leaves it", () => {
    const { session, nowMs } = tell([...calm, topic]);
    expect(session.metrics().phase).toBe("exploration");
    expect(session.run({ ...next, nowMs })).toMatchObject({ driftConfirmed: true });
  });

  test("of every turn is in the histories, with the phase and its cause", () => {
    const { session, answers } = tell([...calm, topic]);
    const { histories, phaseCause } = session.metrics();
    expect(histories.drift).toEqual(answers.map(({ driftScore }) => driftScore));
    expect(histories.phase).toEqual(answers.map(({ phase }) => phase));
    expect(histories.similarity).toHaveLength(answers.length);
    expect(phaseCause).toMatch(/^topic change at turn 6 \(drift 0\.\d\d\)$/);
  });
});

describe("topicSwitch off", () => {
  const off = { topicSwitch: false };

  test.each([
    ["a subtopic", subtopic],
    ["a topic", topic],
  ])("%s is no drift, and no reply says a word of it", (_, said) => {
    const { session, answers, nowMs } = tell([...calm, said], off);
    const answer = session.run({ ...next, nowMs });
    for (const each of [...answers, answer]) {
      expect(each).toMatchObject({ driftScore: 0, driftDetected: false, driftPhase: "stable" });
      expect(each).not.toHaveProperty("driftConfirmed");
      expect(each).not.toHaveProperty("returnedTo");
    }
    const { histories, phase } = session.metrics();
    expect(new Set(histories.drift)).toEqual(new Set([0]));
    expect(phase).not.toBe("exploration");
  });

  test("a return to an earlier topic is not told either", () => {
    const back: Said = { ...topic, message: ["By the way, any good train?", trains] };
    const turns = [...calm, topic, topic, topic, back];
    expect(tell(turns).answers.at(-1)).toMatchObject({ driftDetected: true, returnedTo: 0 });
    expect(tell(turns, off).answers.at(-1)).not.toHaveProperty("returnedTo");
  });
});

describe("the model of a session", () => {
  const german: readonly Said[] = [
    { message: ["Wann fährt der Zug nach Gent ab?", trains], reply: ["Um zehn.", trains] },
    { message: ["Und was ist mit dem Garten?", between], reply: ["Er ist offen.", trains] },
  ];
  const lastScore = (turns: readonly Said[], options: SessionOptions) =>
    tell(turns, options).answers.at(-1)?.driftScore;

  test("the language is the one that the words show, unless one is named", () => {
    const detected = lastScore(german, {});
    expect(detected).toBe(lastScore(german, { language: "de" }));
    expect(detected).not.toBe(lastScore(german, { language: "en" }));
    const english = calm.slice(0, 2);
    expect(lastScore(english, {})).toBe(lastScore(english, { language: "en" }));
  });

  test("the scale of cosines is the model's, the measured one, or learned for unknown vectors", () => {
    const cosines = { mean: 0.8, deviation: 0.05, reference: { mean: 0.45, deviation: 0.21 } };
    const scores = [{}, { cosines }, { cosines: "learned" as const }].map((options) =>
      lastScore(german, options),
    );
    expect(new Set(scores).size).toBe(3);
    const session = Session.create("chat-1", { dimension }, { nowMs: start });
    expect(session.metrics().config.cosines).toBe("learned");
  });

  test("is kept with the session, so that a restored one goes on alike", () => {
    const cosines = { mean: 0.8, deviation: 0.05, reference: { mean: 0.45, deviation: 0.21 } };
    const { session, nowMs } = tell(calm, { cosines, language: "nl" });
    const restored = Session.restore(session.snapshot());
    expect(restored.metrics().config).toMatchObject({ cosines, language: "nl" });
    expect(restored.run({ ...next, nowMs })).toEqual(session.run({ ...next, nowMs }));
  });
});
