import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { activationLevels, packMatrix } from "./packed-matrix.js";

const rows = 4;
const columns = 8;
const float = fc.float({ noNaN: true, min: -10, max: 10 });
const kernelOf = fc
  .array(float, { minLength: rows * columns, maxLength: rows * columns })
  .filter((values) => values.some((value) => Math.abs(value) > 1e-3))
  .map((values) => Float32Array.from(values, (value) => (Math.abs(value) > 1e-3 ? value : 1)));

describe("packMatrix", () => {
  test("cannot overflow int32, whatever the activations", () => {
    fc.assert(
      fc.property(kernelOf, (kernel) => {
        const bias = new Float32Array(columns);
        const { values } = packMatrix({ kernel, bias, rows, columns, order: "rows" });
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let row = 0; row < rows; row++) sum += Math.abs(values[row * columns + column] ?? 0);
          expect(sum * activationLevels).toBeLessThan(2 ** 31);
        }
      }),
    );
  });

  test("keeps the same numbers in both orders", () => {
    const kernel = Float32Array.from({ length: rows * columns }, (_, index) => index - 15.5);
    const layer = { kernel, bias: new Float32Array(columns), rows, columns };
    const byRows = packMatrix({ ...layer, order: "rows" }).values;
    const byPanels = packMatrix({ ...layer, order: "panels" }).values;
    expect(byPanels[0]).toBe(byRows[0]);
    expect(byPanels[1]).toBe(byRows[columns]);
    expect(byPanels[2]).toBe(byRows[1]);
    expect(byPanels[16]).toBe(byRows[2 * columns]);
    expect([...byPanels].sort()).toEqual([...byRows].sort());
  });

  test("folds the gain, the shift and the factor in", () => {
    const kernel = new Float32Array(rows * columns).fill(0.5);
    const { values, scales, biases } = packMatrix({
      kernel,
      bias: new Float32Array(columns).fill(1),
      rows,
      columns,
      norm: { gain: Float32Array.of(1, 2, 3, 4), shift: Float32Array.of(1, 1, 1, 1) },
      factor: () => 2,
      order: "rows",
    });
    expect(biases[0]).toBe(6);
    expect((values[3 * columns] ?? 0) * (scales[0] ?? 0)).toBeCloseTo(4, 3);
  });
});
