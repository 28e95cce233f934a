import { expect, test } from "@jest/globals";
import { DimensionMismatchError } from "../errors.js";
import { measureDeviation, probeSession } from "./session-deviation.js";
import { sessionMachine } from "./session-machine.js";
import type { SessionState } from "./session-state.js";

const vectors = [
  [1, 0, 0],
  [0, 1, 0],
];

/** A session that holds these vectors, each as a stored response. */
function sessionOf(...responses: readonly number[][]): SessionState {
  const commands = [
    { kind: "create", nowMs: 0, options: { dimension: 3 } },
    ...responses.map((vector, i) => ({
      kind: "store" as const,
      nowMs: i + 1,
      response: { text: `response ${i}`, vector },
    })),
  ] as const;
  let state: SessionState | undefined;
  commands.forEach((command, i) => {
    const position = { entity: "s", seq: i + 1 };
    const { op } = sessionMachine.decide(state, command, position);
    if (op !== undefined) state = sessionMachine.apply(state, op, position);
  });
  return state as SessionState;
}

test("an empty session has no direction: every cosine is 0", () => {
  expect(probeSession(sessionOf(), vectors)).toEqual([
    { stateCosine: 0, memoryCosine: 0 },
    { stateCosine: 0, memoryCosine: 0 },
  ]);
});

test("a probe has the cosine to the state and the highest to a memory", () => {
  const [along, across] = probeSession(sessionOf([1, 0, 0], [0, 1, 0]), vectors);
  expect(along?.memoryCosine).toBeCloseTo(1, 6);
  expect(across?.memoryCosine).toBeCloseTo(1, 6);
  expect(along?.stateCosine).toBeGreaterThan(0);
  expect(along?.stateCosine).toBeLessThan(1);
});

test("the deviation is the largest difference, whichever session comes first", () => {
  const one = probeSession(sessionOf([1, 0, 0]), vectors);
  const opposite = probeSession(sessionOf([-1, 0, 0]), vectors);
  expect(measureDeviation(one, one)).toBe(0);
  expect(measureDeviation(one, opposite)).toBeCloseTo(2, 6);
  expect(measureDeviation(opposite, one)).toBe(measureDeviation(one, opposite));
  expect(measureDeviation([], [])).toBe(0);
});

test("a memory that only one of them holds shows, though the states are equal", () => {
  const state = { stateCosine: 0.5, memoryCosine: 0.9 };
  expect(measureDeviation([state], [{ ...state, memoryCosine: 0.4 }])).toBeCloseTo(0.5, 12);
  expect(measureDeviation([state], [{ ...state, stateCosine: 0.2 }])).toBeCloseTo(0.3, 12);
});

test("a vector of another dimension is refused", () => {
  expect(() => probeSession(sessionOf(), [[1, 0]])).toThrow(DimensionMismatchError);
});
