import { describe, expect, test } from "@jest/globals";
import { vectorComponentMax } from "@semvec/core";
import fc from "fast-check";
import { dimensionMax } from "../limits.js";
import { Embedding } from "./embedding.js";

const component = fc.double({
  min: -vectorComponentMax,
  max: vectorComponentMax,
  noNaN: true,
});

describe("Embedding", () => {
  test("is any list of finite numbers that are not all zero", () => {
    const vector = fc.array(component, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(vector, (value) => {
        const zero = value.every((x) => x === 0);
        expect(Embedding.safeParse(value).success).toBe(!zero);
      }),
    );
  });

  test("has 1 to 4 096 components", () => {
    const ones = (length: number): number[] => new Array<number>(length).fill(1);
    expect(Embedding.safeParse([]).success).toBe(false);
    expect(Embedding.safeParse(ones(1)).success).toBe(true);
    expect(Embedding.safeParse(ones(dimensionMax)).success).toBe(true);
    expect(Embedding.safeParse(ones(dimensionMax + 1)).success).toBe(false);
  });

  test("has components within ±1e6", () => {
    expect(Embedding.safeParse([1e6, -1e6]).success).toBe(true);
    expect(Embedding.safeParse([1_000_000.1]).success).toBe(false);
    expect(Embedding.safeParse([-1_000_000.1]).success).toBe(false);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, "1", null, true, [1]])(
    "refuses the component %p and says where it is",
    (bad) => {
      const result = Embedding.safeParse([1, bad, 2]);
      expect(result.error?.issues.map((issue) => issue.path)).toEqual([[1]]);
    },
  );

  test("names one bad component however many there are", () => {
    const result = Embedding.safeParse(new Array<string>(dimensionMax).fill("x"));
    expect(result.error?.issues).toHaveLength(1);
  });

  test.each([undefined, null, 1, "1", {}, { length: 1, 0: 1 }])("refuses %p", (value) => {
    expect(Embedding.safeParse(value).success).toBe(false);
  });
});
