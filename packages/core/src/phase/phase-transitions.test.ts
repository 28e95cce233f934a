import { describe, expect, test } from "@jest/globals";
import type { Phase } from "./phase-state.js";
import { type PhaseSignals, phaseTransitions } from "./phase-transitions.js";

/** A calm turn in the middle of a conversation, of middling similarity. */
const calm: PhaseSignals = {
  turn: 20,
  score: 0.1,
  changed: false,
  changes: 0,
  drift: 0.1,
  similarity: 0.47,
  trend: 0,
  calm: 3,
  turnsInPhase: 5,
};

function leave(phase: Phase, signals: Partial<PhaseSignals>): readonly [Phase, string] | undefined {
  const all = { ...calm, ...signals };
  const transition = phaseTransitions[phase].find(({ when }) => when(all));
  return transition && [transition.to, transition.cause(all)];
}

const change = { changed: true, score: 0.8, calm: 0, changes: 1 };

describe("initialization", () => {
  test.each<[Partial<PhaseSignals>, Phase, string]>([
    [{ ...change, turn: 4 }, "exploration", "first topic change at turn 4"],
    [{ turn: 4, calm: 4, similarity: 0.45 }, "convergence", "4 turns on one subject"],
    [{ turn: 4, calm: 3, similarity: 0.9 }, "exploration", "4 turns seen, subject still forming"],
    [{ turn: 4, calm: 5, similarity: 0.44 }, "exploration", "4 turns seen, subject still forming"],
  ])("%o → %s", (signals, to, cause) => {
    expect(leave("initialization", signals)).toEqual([to, cause]);
  });
});

describe.each<Phase>(["exploration", "convergence", "resonance", "stability"])("%s", (phase) => {
  test("many changes or high smoothed drift make it unstable, before anything else", () => {
    const many = "3 topic changes in the last 6 turns";
    expect(leave(phase, { ...change, changes: 3, turnsInPhase: 1 })).toEqual(["instability", many]);
    const drift = "smoothed drift 0.45 >= 0.45";
    expect(leave(phase, { ...change, drift: 0.45 })).toEqual(["instability", drift]);
    expect(leave(phase, { ...change, changes: 2, drift: 0.449 })?.[0]).toBe("exploration");
  });

  test("a topic change leads to exploration without dwelling", () => {
    const cause = "topic change at turn 20 (drift 0.80)";
    expect(leave(phase, { ...change, turnsInPhase: 1 })).toEqual(["exploration", cause]);
  });

  test("nothing else ends it before its second turn", () => {
    for (const drift of [0.1, 0.39, 0.44]) {
      for (const similarity of [0.1, 0.9]) {
        for (const trend of [-0.2, 0, 0.2]) {
          const signals = { drift, similarity, trend, calm: 9, turnsInPhase: 1 };
          expect(leave(phase, signals)).toBeUndefined();
        }
      }
    }
  });
});

describe("instability", () => {
  test("ends when drift has fallen and two turns were calm", () => {
    const cause = "no topic change for 2 turns, smoothed drift 0.29";
    expect(leave("instability", { drift: 0.29, calm: 2 })).toEqual(["exploration", cause]);
  });

  test("stays between the thresholds that enter and leave it", () => {
    expect(leave("instability", { drift: 0.3, calm: 9 })).toBeUndefined();
    expect(leave("instability", { drift: 0.1, calm: 1 })).toBeUndefined();
    expect(leave("instability", change)).toBeUndefined();
  });
});

describe("the calm phases", () => {
  test.each<[Phase, Partial<PhaseSignals>, Phase, string]>([
    [
      "exploration",
      { calm: 2, trend: 0 },
      "convergence",
      "2 turns without a topic change, similarity rising",
    ],
    [
      "exploration",
      { calm: 2, trend: -0.05, turnsInPhase: 2 },
      "convergence",
      "2 turns without a topic change, similarity steady",
    ],
    ["exploration", { calm: 6, trend: -0.06 }, "stability", "6 turns without a topic change"],
    [
      "convergence",
      { calm: 4, similarity: 0.5, drift: 0.27 },
      "resonance",
      "similarity 0.50 to the recent context, smoothed drift 0.27",
    ],
    [
      "convergence",
      { calm: 4, similarity: 0.3, trend: 0.04 },
      "resonance",
      "similarity 0.30 to the recent context, smoothed drift 0.10",
    ],
    [
      "convergence",
      { calm: 6, drift: 0.29, similarity: 0.9, trend: 0.059 },
      "stability",
      "6 turns without a topic change, similarity level",
    ],
    [
      "resonance",
      { calm: 8, trend: 0.049, turnsInPhase: 3 },
      "stability",
      "8 turns without a topic change, similarity level",
    ],
    [
      "resonance",
      { calm: 6, similarity: 0.44, trend: -0.02 },
      "stability",
      "similarity levelled off at 0.44",
    ],
    [
      "resonance",
      { calm: 5, similarity: 0.44, trend: -0.02 },
      "convergence",
      "similarity fell to 0.44",
    ],
    ["resonance", { calm: 9, drift: 0.39, trend: 0.1 }, "convergence", "similarity fell to 0.47"],
    [
      "stability",
      { calm: 4, trend: 0.07, similarity: 0.5, drift: 0.27 },
      "resonance",
      "similarity rose to 0.50",
    ],
    ["stability", { drift: 0.4 }, "exploration", "smoothed drift rose to 0.40"],
  ])("%s with %o → %s", (from, signals, to, cause) => {
    expect(leave(from, signals)).toEqual([to, cause]);
  });

  test.each<[Phase, Partial<PhaseSignals>]>([
    ["exploration", { calm: 1 }],
    ["exploration", { calm: 5, trend: -0.06 }],
    ["convergence", { calm: 3, similarity: 0.9 }],
    ["convergence", { calm: 5, similarity: 0.49, trend: 0.039 }],
    ["convergence", { calm: 9, similarity: 0.9, drift: 0.3 }],
    ["convergence", { calm: 9, trend: -0.06 }],
    ["resonance", { calm: 7, similarity: 0.6 }],
    ["resonance", { calm: 9, turnsInPhase: 2 }],
    ["resonance", { calm: 9, trend: 0.05, drift: 0.38 }],
    ["stability", { calm: 9, trend: 0.069, similarity: 0.9 }],
    ["stability", { calm: 9, trend: 0.2, similarity: 0.49 }],
    ["stability", { calm: 9, trend: 0.2, similarity: 0.9, drift: 0.28 }],
    ["stability", { drift: 0.399 }],
  ])("%s with %o stays", (from, signals) => {
    expect(leave(from, signals)).toBeUndefined();
  });

  test("similarity enters resonance at 0.50 and leaves it below 0.45", () => {
    const falling = { calm: 5, trend: -0.02 };
    expect(leave("convergence", { ...falling, similarity: 0.47 })).toBeUndefined();
    expect(leave("resonance", { ...falling, similarity: 0.47 })).toBeUndefined();
    expect(leave("resonance", { ...falling, similarity: 0.45 })).toBeUndefined();
    expect(leave("resonance", { ...falling, similarity: 0.449 })?.[0]).toBe("convergence");
  });
});
