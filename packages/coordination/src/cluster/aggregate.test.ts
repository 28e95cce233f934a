import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { aggregate, attentionTemperature, blend, recencyScaleMs } from "./aggregate.js";
import { lengthOf, unitMean } from "./unit-vector.js";

const at = (vector: readonly number[], interactions = 1, lastEventMs = 0) => {
  return { vector, interactions, lastEventMs };
};

describe("R17: weighted_average", () => {
  test("weighs by turns", () => {
    const own = at([1, 0], 3);
    const vector = aggregate("weighted_average", { own, members: [at([0, 1], 1)] });
    expect(vector?.[0]).toBeCloseTo(3 / Math.sqrt(10), 6);
    expect(vector?.[1]).toBeCloseTo(1 / Math.sqrt(10), 6);
  });

  test("a session that was quiet for 24 hours longer weighs 1/e as much", () => {
    const members = [at([1, 0], 1, recencyScaleMs), at([0, 1], 1, 0)];
    const vector = aggregate("weighted_average", { members }) ?? [];
    expect((vector[1] ?? 0) / (vector[0] ?? 1)).toBeCloseTo(Math.exp(-1), 6);
  });

  test("only differences of age count, however long ago it all was", () => {
    const shifted = (byMs: number) =>
      aggregate("weighted_average", { members: [at([1, 0], 2, byMs), at([0, 1], 1, byMs - 9e6)] });
    expect(shifted(0)).toEqual(shifted(-1e12));
  });

  test("states without a turn count evenly when nothing else does", () => {
    const vector = aggregate("weighted_average", { own: at([1, 0], 0), members: [at([0, 1], 0)] });
    expect(vector?.[0]).toBeCloseTo(Math.SQRT1_2, 6);
  });
});

describe("R17: attention", () => {
  test("weighs by the softmax of the cosine to the backing session's state", () => {
    const vector = aggregate("attention", { own: at([1, 0]), members: [at([0, 1], 50)] }) ?? [];
    expect((vector[1] ?? 0) / (vector[0] ?? 1)).toBeCloseTo(Math.exp(-1 / attentionTemperature), 6);
  });

  test("is even while the backing session has no state", () => {
    const vector = aggregate("attention", { members: [at([1, 0], 9), at([0, 1], 1)] });
    expect(vector?.[0]).toBeCloseTo(Math.SQRT1_2, 6);
  });
});

test("R17: no state anywhere, or states that cancel out, is no aggregate", () => {
  expect(aggregate("weighted_average", { members: [] })).toBeUndefined();
  expect(
    unitMean([
      { vector: [1, 0], weight: 1 },
      { vector: [-1, 0], weight: 1 },
    ]),
  ).toBeUndefined();
});

test("an aggregate has length 1; a blend is between its ends and no longer than they are", () => {
  const vector = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 });
  const contribution = fc.record({
    vector: vector.filter((v) => v.some((x) => x !== 0)),
    interactions: fc.nat(1000),
    lastEventMs: fc.integer({ min: -1e13, max: 1e13 }),
  });
  const mode = fc.constantFrom("weighted_average" as const, "attention" as const);
  fc.assert(
    fc.property(mode, fc.array(contribution, { maxLength: 6 }), (it, members) => {
      const found = aggregate(it, { members });
      if (found !== undefined) expect(lengthOf(found)).toBeCloseTo(1, 5);
    }),
  );
  expect([...blend([1, 0], [0, 1], 0)]).toEqual([1, 0]);
  expect([...blend([1, 0], [0, 1], 1)]).toEqual([0, 1]);
});
