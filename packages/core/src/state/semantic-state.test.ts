import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Direction, toDirection } from "../vector/direction.js";
import {
  absorb,
  betaMax,
  betaMin,
  concentration,
  initialSemanticState,
  similarityToState,
} from "./semantic-state.js";

const east = toDirection([1, 0, 0]);
const north = toDirection([0, 1, 0]);

function absorbAll(turns: readonly Direction[]) {
  let state = initialSemanticState(3);
  const betas: number[] = [];
  for (const turn of turns) {
    const update = absorb(state, turn);
    state = update.state;
    betas.push(update.beta);
  }
  return { state, betas };
}

test("a state of one turn is that turn", () => {
  const { state } = absorbAll([east]);
  expect(Array.from(state.vector)).toEqual([1, 0, 0]);
  expect(concentration(state)).toBe(1);
});

test("agreement keeps more of the state than novelty", () => {
  const { state } = absorbAll(Array(20).fill(east));
  const agreeing = absorb(state, east);
  const novel = absorb(state, north);
  expect(agreeing.beta).toBeGreaterThan(0.8);
  expect(novel.beta).toBeLessThan(0.5);
  expect(novel.similarity).toBeCloseTo(0, 6);
});

test("a turn that is singled out moves the state most", () => {
  const { state } = absorbAll(Array(20).fill(east));
  const update = absorb(state, north, { singledOut: true });
  expect(update.beta).toBe(betaMin);
  expect(similarityToState(update.state, north)).toBeGreaterThan(0.99);
});

test("concentration falls when turns scatter and stays at 1 when they agree", () => {
  expect(concentration(absorbAll(Array(10).fill(east)).state)).toBeCloseTo(1, 5);
  const scattered = absorbAll([east, north, toDirection([-1, 0, 0]), toDirection([0, -1, 0])]);
  expect(concentration(scattered.state)).toBeLessThan(0.7);
});

test("a template is where the state starts and counts as one turn", () => {
  const state = initialSemanticState(3, north);
  expect(similarityToState(state, north)).toBeCloseTo(1, 6);
  const moved = absorb(state, east);
  expect(similarityToState(moved.state, north)).toBeGreaterThan(0.3);
});

test("no state is similar to nothing", () => {
  expect(similarityToState(initialSemanticState(3), east)).toBe(0);
});

test("beta and length stay in their bounds, and the same turns give the same bytes", () => {
  const turn = fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 })
    .filter((v) => v.some((x) => x !== 0))
    .map(toDirection);
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 80 }), (turns) => {
      const { state, betas } = absorbAll(turns);
      for (const beta of betas) {
        expect(beta).toBeGreaterThanOrEqual(betaMin);
        expect(beta).toBeLessThanOrEqual(betaMax);
      }
      expect(concentration(state)).toBeLessThanOrEqual(1);
      expect(absorbAll(turns).state).toEqual(state);
    }),
  );
});
