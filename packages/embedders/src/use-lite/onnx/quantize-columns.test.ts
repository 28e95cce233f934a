import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { quantizeColumns, weightLevels } from "./quantize-columns.js";

const weight = fc.integer({ min: -1_000, max: 1_000 }).map((value) => value / 10);

describe("quantizeColumns", () => {
  test("stays within 7 bits and within half a step of each weight", () => {
    fc.assert(
      fc.property(fc.array(weight, { minLength: 12, maxLength: 12 }), (weights) => {
        const { values, scales } = quantizeColumns(Float32Array.from(weights), 4, 3);
        values.forEach((value, index) => {
          const scale = scales[index % 3] ?? 0;
          expect(Math.abs(value)).toBeLessThanOrEqual(weightLevels);
          expect(Math.abs(value * scale - (weights[index] ?? 0))).toBeLessThanOrEqual(
            scale * 0.5001,
          );
        });
      }),
    );
  });

  test("gives a column of zeros a usable scale", () => {
    const { values, scales } = quantizeColumns(Float32Array.of(0, 63, 0, -21), 2, 2);
    expect([...values]).toEqual([0, 63, 0, -21]);
    expect(scales[0]).toBe(1);
  });
});
