import { describe, expect, test } from "@jest/globals";
import { englishAnalyzer, termMemoWordsMax } from "./english-analyzer.js";

describe("englishAnalyzer", () => {
  test("has no term for a stop word", () => {
    for (const word of ["the", "will", "what", "don", "mine"]) {
      expect(englishAnalyzer.term(word)).toBeUndefined();
    }
  });

  test("gives regular forms one term", () => {
    for (const word of ["sail", "sails", "sailed", "sailing"]) {
      expect(englishAnalyzer.term(word)).toBe("sail");
    }
  });

  test.each([
    ["went", "go"],
    ["bought", "buy"],
    ["written", "write"],
    ["people", "person"],
    ["mice", "mouse"],
    ["child", "kids"],
    ["children", "kid"],
  ])("%s is a form of %s", (form, base) => {
    expect(englishAnalyzer.term(form)).toBe(englishAnalyzer.term(base));
  });

  test("answers the same when more words were met than it remembers", () => {
    const before = englishAnalyzer.term("sailing");
    for (let i = 0; i <= termMemoWordsMax; i++) englishAnalyzer.term(`word${i}`);
    expect(englishAnalyzer.term("sailing")).toBe(before);
    expect(englishAnalyzer.term("the")).toBeUndefined();
  });
});
