import { describe, expect, test } from "@jest/globals";
import { type Direction, toDirection } from "../vector/direction.js";
import type { DriftModel } from "./drift-model.js";
import { type DriftState, initialDriftState } from "./drift-state.js";
import { english } from "./language/english.js";
import { observeReply } from "./observe-reply.js";
import { observeTurn } from "./observe-turn.js";
import { scoreDrift } from "./score-drift.js";

const model: DriftModel = { language: english };
const east = toDirection([1, 0, 0]);
const north = toDirection([0, 1, 0]);
const words = (count: number) => Array.from({ length: count }, () => "word").join(" ");

/** A state in which `turns` exchanges about one subject lie behind. */
function talk(turns: number, direction = east): DriftState {
  let state = initialDriftState();
  for (let i = 0; i < turns; i++) {
    const turn = { direction, text: "More about the trains." };
    state = observeTurn(state, scoreDrift(state, turn, model));
    state = observeReply(state, turn, model).state;
  }
  return state;
}

/** The state with a pending turn that was given a score. */
function pending(state: DriftState, direction: Direction, score: number): DriftState {
  const reading = scoreDrift(state, { direction, text: "Gardens." }, model);
  return observeTurn(state, { ...reading, pending: { ...reading.pending, score } });
}

const onSubject = { direction: east, text: words(40) };

describe("confirmation by the reply", () => {
  const drifted = pending(talk(3), toDirection([1, 1, 0]), 0.7);

  test("a long reply that stays near the exchanges before retracts the drift", () => {
    expect(observeReply(drifted, onSubject, model).confirmed).toBe(false);
  });

  test("a long reply that leaves them confirms it", () => {
    const elsewhere = { direction: toDirection([-1, 1, 0]), text: words(40) };
    expect(observeReply(drifted, elsewhere, model).confirmed).toBe(true);
  });

  test.each([
    [0.499, undefined],
    [0.5, false],
    [0.899, false],
    [0.9, undefined],
  ])("a score of %d: %p", (score, confirmed) => {
    const state = pending(talk(3), east, score);
    expect(observeReply(state, onSubject, model).confirmed).toBe(confirmed);
  });

  test("a reply of 39 words, without text or unknown cannot tell", () => {
    const short = { direction: east, text: words(39) };
    expect(observeReply(drifted, short, model)).not.toHaveProperty("confirmed");
    expect(observeReply(drifted, { direction: east }, model)).not.toHaveProperty("confirmed");
    expect(observeReply(drifted, undefined, model)).not.toHaveProperty("confirmed");
  });

  test.each([
    [[0.58, 0.8146], false],
    [[0.42, 0.9075], true],
  ])("the exchange's cosine decides at 0.5 (%p)", ([x = 0, y = 0], confirmed) => {
    const direction = toDirection([x, y, 0]);
    const state = pending(talk(3), direction, 0.7);
    const answer = { direction, text: words(40) };
    expect(observeReply(state, answer, model).confirmed).toBe(confirmed);
  });

  test("the cosine is brought to the model's scale", () => {
    const crowded: DriftModel = { language: english, cosines: { mean: 0.9, deviation: 0.1 } };
    const answer = { direction: toDirection([1, 1, 0]), text: words(40) };
    expect(observeReply(drifted, answer, model).confirmed).toBe(false);
    expect(observeReply(drifted, answer, crowded).confirmed).toBe(true);
  });

  test("the exchanges before are the last three, replies included", () => {
    const moved = [1, 2, 3].reduce((state) => {
      const next = pending(state, north, 0);
      return observeReply(next, { direction: north, text: "" }, model).state;
    }, talk(3));
    const answer = { direction: north, text: words(40) };
    expect(observeReply(pending(moved, north, 0.7), answer, model).confirmed).toBe(false);
    expect(observeReply(pending(moved, east, 0.7), onSubject, model).confirmed).toBe(true);
  });
});

describe("segments", () => {
  test("a drift that stands closes the segment before it", () => {
    const { state } = observeReply(pending(talk(3), north, 0.95), undefined, model);
    expect(state.segments).toMatchObject({ closed: [east], closedCount: 1, currentLength: 1 });
    expect(state.segments.current).toBe(north);
  });

  test("a retracted drift goes on with the segment", () => {
    const { state } = observeReply(pending(talk(3), east, 0.7), onSubject, model);
    expect(state.segments).toMatchObject({ current: east, closedCount: 0, currentLength: 4 });
  });

  test("a later turn can return to it", () => {
    const { state } = observeReply(pending(talk(3), north, 0.95), undefined, model);
    const back = { direction: east, text: "By the way, another question. Do you collect a stamp?" };
    const reading = scoreDrift(state, back, model);
    expect(reading.score).toBeGreaterThanOrEqual(0.5);
    expect(reading.returnedTo).toBe(0);
  });
});

describe("what is kept of a reply", () => {
  function kept(text: string) {
    const { state } = observeReply(pending(talk(1), east, 0), { direction: north, text }, model);
    return state.exchanges.at(-1)?.reply;
  }

  test("a question asks the user, an offer of help does not", () => {
    expect(kept("Booked. Which day?")).toMatchObject({ direction: north, asksUser: 1 });
    expect(kept("Booked. Is there anything else?")).toMatchObject({ asksUser: 0 });
    expect(kept("Which day? Say it.")).toMatchObject({ asksUser: 0 });
  });

  test("a report of completion has at most 60 words", () => {
    expect(kept(`Booked ${words(59)}`)).toMatchObject({ reportsCompletion: 1 });
    expect(kept(`Booked ${words(60)}`)).toMatchObject({ reportsCompletion: 0 });
  });

  test("its stems", () => {
    expect(kept("The trains leave at ten.")?.stems).toEqual(["train", "leav", "ten"]);
  });
});

describe("observeReply", () => {
  test("without a pending turn the state stays as it is", () => {
    const state = talk(2);
    expect(observeReply(state, onSubject, model)).toEqual({ state });
    expect(observeReply(state, undefined, model).state).toBe(state);
  });

  test("keeps three exchanges", () => {
    expect(talk(3).exchanges).toHaveLength(3);
    const { state } = observeReply(pending(talk(4), north, 0), undefined, model);
    expect(state.exchanges).toHaveLength(3);
    expect(state.exchanges.at(-1)).toEqual({ user: expect.objectContaining({ direction: north }) });
    expect(state).not.toHaveProperty("pending");
  });

  test("a turn that got no reply before the next counts as one without", () => {
    const open = pending(talk(1), north, 0);
    const closed = observeReply(open, undefined, model).state;
    const next = { direction: north, text: "Tell me more about it." };
    const reading = scoreDrift(open, next, model);
    expect(reading).toEqual(scoreDrift(closed, next, model));
    expect(observeTurn(open, reading)).toEqual(observeTurn(closed, reading));
  });
});
