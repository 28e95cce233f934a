import { describe, expect, test } from "@jest/globals";
import { array, assert as check, double, option, property, record } from "fast-check";
import { decodeCbor } from "../codec/decode-cbor.js";
import { encodeCbor } from "../codec/encode-cbor.js";
import { advancePhase, retractPhase } from "./phase-machine.js";
import { initialPhase, type PhaseInput, type PhaseState } from "./phase-state.js";

const quiet: PhaseInput = { score: 0.1, similarity: 0.6 };
const change: PhaseInput = { score: 0.9, similarity: 0.2 };

/** The state after each of the turns. */
function walk(...turns: readonly PhaseInput[]): readonly PhaseState[] {
  let state = initialPhase();
  return turns.map((turn) => {
    state = advancePhase(state, turn);
    return state;
  });
}

function last(...turns: readonly PhaseInput[]): PhaseState {
  return walk(...turns).at(-1) ?? initialPhase();
}

const times = (count: number, turn: PhaseInput) => Array.from({ length: count }, () => turn);

describe("advancePhase", () => {
  test("four turns initialise, whatever they are", () => {
    for (const turn of [quiet, change]) {
      const phases = walk(...times(5, turn)).map(({ phase }) => phase);
      expect(phases.slice(0, 4)).toEqual(times(4, turn).map(() => "initialization"));
      expect(phases[4]).not.toBe("initialization");
    }
    expect(last(quiet)).toMatchObject({ cause: "session started", turns: 1 });
  });

  test("calm talk converges, resonates, and settles", () => {
    const phases = walk({ score: 0 }, ...times(19, quiet)).map(({ phase }) => phase);
    expect([...new Set(phases)]).toEqual([
      "initialization",
      "convergence",
      "resonance",
      "stability",
    ]);
  });

  test("a new topic every turn is unstable until talk is calm again", () => {
    const restless = [{ score: 0 }, ...times(7, change)];
    expect(last(...restless)).toMatchObject({
      phase: "instability",
      cause: "5 topic changes in the last 6 turns",
    });
    const phases = walk(...restless, ...times(12, quiet)).map(({ phase }) => phase);
    expect(phases.slice(-12)).toContain("exploration");
    expect(["convergence", "resonance", "stability"]).toContain(phases.at(-1));
  });

  test("one topic change explores; a second in exploration keeps the first cause", () => {
    const calm = [{ score: 0 }, ...times(9, quiet)];
    const explored = last(...calm, change);
    expect(explored).toMatchObject({
      phase: "exploration",
      cause: "topic change at turn 10 (drift 0.90)",
      turnsInPhase: 0,
      calmTurns: 0,
      recentChanges: 1,
    });
    expect(advancePhase(explored, { ...change, score: 0.5 })).toMatchObject({
      phase: "exploration",
      cause: explored.cause,
      turnsInPhase: 1,
      recentChanges: 3,
    });
  });

  test("smooths drift and similarity, and starts from the first similarity", () => {
    expect(last({ score: 0 })).not.toHaveProperty("fastSimilarity");
    const state = last({ score: 0 }, { score: 1, similarity: 0.5 }, { score: 0, similarity: 1 });
    expect(state.smoothedDrift).toBeCloseTo(0.35 * 0.65, 12);
    expect(state.fastSimilarity).toBeCloseTo(0.65, 12);
    expect(state.slowSimilarity).toBeCloseTo(0.54, 12);
    expect(advancePhase(state, { score: 0 }).fastSimilarity).toBe(state.fastSimilarity);
  });

  test("remembers the changes of six turns", () => {
    expect(last(change, ...times(5, quiet)).recentChanges).toBe(0b100000);
    expect(last(change, ...times(6, quiet)).recentChanges).toBe(0);
  });
});

describe("retractPhase", () => {
  const calm = last({ score: 0 }, ...times(9, quiet));

  test("restores the state before the turn and redoes it below the decision", () => {
    const retracted = retractPhase(advancePhase(calm, change));
    expect(retracted).toEqual(advancePhase(calm, { ...change, score: 0.45 }));
    expect(retracted).toMatchObject({ phase: calm.phase, calmTurns: 11, recentChanges: 0 });
  });

  test("leaves a turn without a change as it was", () => {
    expect(retractPhase(calm)).toEqual(calm);
  });

  test("before the first turn there is nothing to redo", () => {
    expect(retractPhase(initialPhase())).toEqual(initialPhase());
  });
});

describe("any conversation", () => {
  const unit = double({ min: 0, max: 1, noNaN: true });
  const inputs = record({ score: unit, similarity: option(unit, { nil: undefined }) });

  test("a phase changes exactly when its cause does, and the state stays small", () => {
    check(
      property(array(inputs, { maxLength: 60 }), (turns) => {
        let state = initialPhase();
        for (const turn of turns) {
          const next = advancePhase(state, turn);
          const entered = next.phase !== state.phase;
          expect(next.turnsInPhase).toBe(entered ? 0 : state.turnsInPhase + 1);
          if (!entered) expect(next.cause).toBe(state.cause);
          expect(next.smoothedDrift).toBeGreaterThanOrEqual(0);
          expect(next.smoothedDrift).toBeLessThanOrEqual(1);
          expect(encodeCbor(next).length).toBeLessThan(1_024);
          state = next;
        }
      }),
    );
  });

  test("retracting twice is retracting once, also after the state was stored", () => {
    check(
      property(array(inputs, { minLength: 1, maxLength: 20 }), (turns) => {
        const state = last(...turns);
        const once = retractPhase(state);
        expect(retractPhase(once)).toEqual(once);
        const stored = decodeCbor(encodeCbor(state)) as unknown as PhaseState;
        expect(retractPhase(stored)).toEqual(once);
      }),
    );
  });
});
