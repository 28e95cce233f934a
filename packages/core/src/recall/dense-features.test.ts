import { describe, expect, test } from "@jest/globals";
import { InvalidArgumentError } from "../errors.js";
import { DenseFeatures } from "./dense-features.js";

describe("DenseFeatures", () => {
  test("standardises the live slots and divides by 4", () => {
    const features = new DenseFeatures();
    features.compute(Float64Array.of(0.1, 9, 0.3, 0.5), Int32Array.of(3, 0, 2));
    const deviation = Math.sqrt((0.2 ** 2 + 0.2 ** 2) / 3);
    expect(features.values[0]).toBeCloseTo(-0.2 / deviation / 4, 12);
    expect(features.values[2]).toBeCloseTo(0, 12);
    expect(features.values[3]).toBeCloseTo(0.2 / deviation / 4, 12);
  });

  test("says nothing when all cosines are equal", () => {
    const features = new DenseFeatures();
    features.compute(Float32Array.of(0.5, 0.5), Int32Array.of(0, 1));
    expect([...features.values.subarray(0, 2)]).toEqual([0, 0]);
  });

  test.each([[[0.5]], [[0.5, Number.NaN]], [[0.5, Number.POSITIVE_INFINITY]]])(
    "refuses %j for two units",
    (cosines) => {
      const compute = () =>
        new DenseFeatures().compute(Float64Array.from(cosines), Int32Array.of(0, 1));
      expect(compute).toThrow(InvalidArgumentError);
    },
  );
});
