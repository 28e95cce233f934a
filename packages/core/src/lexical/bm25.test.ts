import { describe, expect, test } from "@jest/globals";
import { inverseDocumentFrequency, saturatedFrequency } from "./bm25.js";

describe("inverseDocumentFrequency", () => {
  test("is ln(1 + (n - d + 0.5) / (d + 0.5))", () => {
    expect(inverseDocumentFrequency(6, 2)).toBeCloseTo(Math.log(2.8), 15);
  });

  test("stays positive for a term that every document holds", () => {
    expect(inverseDocumentFrequency(6, 6)).toBeGreaterThan(0);
  });
});

describe("saturatedFrequency", () => {
  const parameters = { k1: 1.2, b: 0.75 };

  test("is 1 for one occurrence in a document of mean length", () => {
    expect(saturatedFrequency(1, 1, parameters)).toBe(1);
  });

  test("grows with repetition but never reaches k1 + 1", () => {
    expect(saturatedFrequency(2, 1, parameters)).toBeCloseTo(1.375, 12);
    expect(saturatedFrequency(1e6, 1, parameters)).toBeLessThan(2.2);
  });

  test("falls with length, by b", () => {
    expect(saturatedFrequency(1, 2, parameters)).toBeCloseTo(2.2 / 3.1, 12);
    expect(saturatedFrequency(1, 2, { k1: 1.2, b: 0 })).toBe(1);
  });
});
