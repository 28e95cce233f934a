import { describe, expect, test } from "@jest/globals";
import { PostingLists } from "../lexical/posting-lists.js";
import { LexicalFeatures } from "./lexical-features.js";
import { UnitSequence } from "./unit-sequence.js";

/** Six units in two sittings, three each. */
const conversation: readonly (readonly string[])[] = [
  ["boat", "sail"],
  ["boat"],
  ["lake", "fish"],
  ["boat", "boat"],
  ["tent"],
  ["fish"],
];

function featuresOf(terms: readonly string[]) {
  const postings = new PostingLists();
  const sequence = new UnitSequence();
  conversation.forEach((unit, slot) => {
    postings.add(slot, unit);
    const sitting = slot < 3 ? 1 : 2;
    sequence.insert(slot, { length: unit.length, sitting, speaker: 0, isTalk: true });
  });
  const features = new LexicalFeatures();
  features.compute(terms, postings, sequence);
  const bySlot = (column: Float64Array): number[] => [...column.subarray(0, 6)];
  return {
    own: bySlot(features.own),
    pair: bySlot(features.pair),
    window: bySlot(features.window),
    sitting: conversation.map((_, slot) => features.sitting[slot < 3 ? 0 : 1] as number),
  };
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, 12);
  });
}

describe("LexicalFeatures, by hand", () => {
  test("own words: k1 0.9, b 0.3, mean length 1.5, best unit 3", () => {
    const best = 3.8 / (2 + 0.9 * (0.7 + 0.3 * (2 / 1.5)));
    const long = 1.9 / (1 + 0.9 * (0.7 + 0.3 * (2 / 1.5)));
    const short = 1.9 / (1 + 0.9 * (0.7 + 0.3 * (1 / 1.5)));
    expectClose(featuresOf(["boat"]).own, [long / best, short / best, 0, 1, 0, 0]);
  });

  test("with the unit before: k1 1.2, b 0.75, mean length 2.5, best unit 3", () => {
    const saturated = (count: number, length: number): number =>
      (count * 2.2) / (count + 1.2 * (0.25 + 0.75 * (length / 2.5)));
    const shares = [
      saturated(1, 2),
      saturated(2, 3),
      saturated(1, 3),
      saturated(2, 2),
      saturated(2, 3),
      0,
    ].map((score) => score / saturated(2, 2));
    expectClose(featuresOf(["boat"]).pair, shares);
  });

  test("with its neighbours, never across sittings: mean length 4.5", () => {
    // Every window of the first sitting holds 2 boats in 5 terms, of the second 2 in 4.
    const first = 2 + 1.2 * (0.25 + 0.75 * (5 / 4.5));
    const second = 2 + 1.2 * (0.25 + 0.75 * (4 / 4.5));
    const share = second / first;
    expectClose(featuresOf(["boat"]).window, [share, share, share, 1, 1, 1]);
  });

  test("sittings as documents: k1 2, b 0.75, mean length 4.5", () => {
    expectClose(featuresOf(["boat"]).sitting, [0.92, 0.92, 0.92, 1, 1, 1]);
  });

  test("a rare term weighs more", () => {
    const boat = Math.log(1 + 3.5 / 3.5) * (3.8 / (2 + 0.9 * (0.7 + 0.3 * (2 / 1.5))));
    const fish = Math.log(1 + 4.5 / 2.5) * (1.9 / (1 + 0.9 * (0.7 + 0.3 * (1 / 1.5))));
    const { own } = featuresOf(["boat", "fish"]);
    expect(own[5]).toBe(1);
    expect(own[3]).toBeCloseTo(boat / fish, 12);
  });

  test("terms that nothing holds leave zeros", () => {
    for (const column of Object.values(featuresOf(["moon"]))) {
      expect(column).toEqual([0, 0, 0, 0, 0, 0]);
    }
  });
});

test("a window reaches four units back and two forward", () => {
  const postings = new PostingLists();
  const sequence = new UnitSequence();
  for (let slot = 0; slot < 10; slot++) {
    postings.add(slot, [slot === 4 ? "boat" : "tent"]);
    sequence.insert(slot, { length: 1, sitting: 1, speaker: 0, isTalk: true });
  }
  const features = new LexicalFeatures();
  features.compute(["boat"], postings, sequence);
  const holding = [...features.window.subarray(0, 10)].map((share) => share > 0);
  expect(holding).toEqual([false, false, true, true, true, true, true, true, true, false]);
});

test("leaves nothing behind for the next query", () => {
  const postings = new PostingLists();
  const sequence = new UnitSequence();
  postings.add(0, ["boat"]);
  sequence.insert(0, { length: 1, sitting: 1, speaker: 0, isTalk: true });
  const features = new LexicalFeatures();
  features.compute(["boat"], postings, sequence);
  features.compute([], postings, sequence);
  expect([features.own[0], features.pair[0], features.window[0], features.sitting[0]]).toEqual([
    0, 0, 0, 0,
  ]);
});
