import assert from "node:assert/strict";
import { test } from "node:test";
import { fitWeights } from "./fit-weights.mjs";
import { LoadedSession } from "./load-session.mjs";
import { measure } from "./measure.mjs";

const said = [
  "Ana: Did you ever learn to sail?",
  "Ben: Yes, in Split, two summers ago. (shared a photo: a small white boat)",
  "Ana: I would rather stay on land.",
  "Ben: How is the garden?",
  "Ana: The tomatoes are ripe.",
];

const conversation = {
  id: "harbour",
  isFitted: false,
  turns: said.map((text, i) => ({
    id: `D1:${i + 1}`,
    speaker: text.slice(0, 3),
    isFirstSpeaker: text.startsWith("Ana"),
    sitting: i < 3 ? 1 : 2,
    text,
    timestampMs: Date.UTC(2024, 0, i < 3 ? 1 : 9),
  })),
  questions: [],
};

test("turns come back by their places, and evidence counts where it stands whole", () => {
  const session = new LoadedSession(conversation, undefined);
  const found = session.recall("Where did Ben learn to sail?");
  assert.equal(found.places[0], 1);
  assert.deepEqual(found.places.toSorted(), [0, 1, 2, 3, 4]);
  const question = { text: "", category: 4, evidence: [1, 4] };
  assert.deepEqual(measure(found, question, conversation.turns), [1, 1, 1, 1, 1]);
  const packed = session.pack([1]);
  assert.deepEqual(measure(packed, question, conversation.turns), [0.5, 0.5, 0.5, 0.5, 0.5]);
});

test("a turn that was cut is not evidence found", () => {
  const [first, ...rest] = conversation.turns;
  const long = { ...first, text: `Ana: ${"sailing ".repeat(400)}` };
  const session = new LoadedSession({ ...conversation, turns: [long, ...rest] }, undefined);
  const question = { text: "", category: 4, evidence: [0] };
  const measures = measure(session.pack([0]), question, [long, ...rest]);
  assert.deepEqual(measures, [1, 1, 1, 1, 0]);
});

test("a fit gives weight to the feature that tells evidence, and its sign", () => {
  const examples = Array.from({ length: 20 }, (_, i) => ({
    evidence: [[1, 0, i % 3]],
    others: [
      [0, 1, (i + 1) % 3],
      [0, 0, i % 3],
      [0, 1, (i + 2) % 3],
    ],
  }));
  const weights = fitWeights(examples, ["helps", "hurts", "noise"]);
  assert.ok(weights.helps > 1 && weights.hurts < 0 && Math.abs(weights.noise) < 0.1);
});
