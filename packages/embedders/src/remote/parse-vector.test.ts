import { describe, expect, test } from "@jest/globals";
import { EmbedderResponseError } from "../errors.js";
import { parseVector, remoteDimensionMax } from "./parse-vector.js";

describe("parseVector", () => {
  test("scales to unit length", () => {
    expect([...parseVector([3, 4], 2)]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  });

  test("accepts the largest dimension and refuses one more", () => {
    expect(parseVector(new Array(remoteDimensionMax).fill(1), undefined)).toHaveLength(
      remoteDimensionMax,
    );
    expect(() => parseVector(new Array(remoteDimensionMax + 1).fill(1), undefined)).toThrow(
      EmbedderResponseError,
    );
  });

  test.each([
    ["not an array", "abcd"],
    ["empty", []],
    ["NaN as JSON writes it", [1, null]],
    ["a number beyond 32-bit floats", [1, 1e39]],
    ["text", [1, "2"]],
    ["zero", [0, 0]],
    ["zero in 32-bit floats", [1e-60, 0]],
    ["of another length", [1, 2, 3]],
  ])("refuses a vector that is %s", (_, value) => {
    expect(() => parseVector(value, 2)).toThrow(EmbedderResponseError);
  });
});
