import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { expansionCharactersMax, splitWords, wordCharactersMax } from "./words.js";

describe("splitWords", () => {
  test("keeps runs of letters and digits, in lower case", () => {
    expect(splitWords("Ana paid 20€ for B-52s, twice!")).toEqual([
      "ana",
      "paid",
      "20",
      "for",
      "b",
      "52s",
      "twice",
    ]);
  });

  test("drops the clitics, whichever apostrophe wrote them", () => {
    expect(splitWords("I'm sure they’ve seen Ana's boat; we don't know")).toEqual([
      "i",
      "sure",
      "they",
      "seen",
      "ana",
      "boat",
      "we",
      "don",
      "know",
    ]);
  });

  test("reads compatibility forms as what they stand for", () => {
    expect(splitWords("ﬁsh １２ cafe\u0301")).toEqual(["fish", "12", "café"]);
  });

  test("reads every script", () => {
    expect(splitWords("Привет, 世界")).toEqual(["привет", "世界"]);
  });

  test("cuts a word at its maximum length", () => {
    expect(splitWords("a".repeat(wordCharactersMax))).toEqual(["a".repeat(wordCharactersMax)]);
    expect(splitWords("a".repeat(wordCharactersMax + 1))).toEqual(["a".repeat(wordCharactersMax)]);
  });

  test("drops what compatibility forms expand to beyond the limit", () => {
    // U+FDFA expands to 18 characters, 16 more than the two that are always kept.
    const fitting = expansionCharactersMax / 16;
    const keptOf = (count: number): number => splitWords("\uFDFA".repeat(count)).join(" ").length;
    expect(keptOf(fitting)).toBe(18 * fitting);
    expect(keptOf(fitting + 1)).toBe(2 * (fitting + 1) + expansionCharactersMax);
  });

  test("is not slowed by a run of combining marks, which sort in quadratic time", () => {
    const run = "\u0301\u0323".repeat(50_000);
    expect(splitWords(`caf${run} bar`)).toEqual(splitWords(`caf${run.slice(0, 30)} bar`));
  });

  test("gives words that split into themselves", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const words = splitWords(text);
        expect(splitWords(words.join(" "))).toEqual(words);
      }),
    );
  });

  test.each([["'s"], ["a"], ["'"], ["é "], ["\u0301"]])("100 000 × %j is no trouble", (piece) => {
    expect(splitWords(piece.repeat(100_000)).every((word) => word.length > 0)).toBe(true);
  });
});
