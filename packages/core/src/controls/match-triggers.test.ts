import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DimensionMismatchError } from "../errors.js";
import { cosineSimilarity, noDirection, toDirection } from "../vector/direction.js";
import { caselessForm } from "./caseless-form.js";
import { controlLimits } from "./control-limits.js";
import { markWordBoundaries } from "./mark-word-boundaries.js";
import { matchTriggers } from "./match-triggers.js";
import { PhraseAutomaton } from "./phrase-automaton.js";
import { triggerLabel } from "./trigger-label.js";
import { addTrigger, noTriggers, type TriggerInput, type TriggerSet } from "./trigger-set.js";

const east = toDirection([1, 0]);
const north = toDirection([0, 1]);
const northEast = toDirection([1, 1]);

function setOf(inputs: readonly TriggerInput[]): TriggerSet {
  return inputs.reduce(addTrigger, noTriggers);
}

function matchText(keywords: readonly string[], text: string): string[] {
  return matchTriggers(setOf(keywords.map((keyword) => ({ keyword }))), { text, direction: east });
}

const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

function isInWord(character: string | undefined): boolean {
  return (
    character !== undefined && /[\p{L}\p{N}\p{M}]/u.test(character) && !unspaced.test(character)
  );
}

/** The definition, tried at every character: neither end of the keyword is inside a word. */
function isSaidNaively(keyword: string, text: string): boolean {
  const wanted = [...caselessForm(keyword).trim()];
  const said = [...caselessForm(text)];
  return said.some((_, start) => {
    const end = start + wanted.length;
    return (
      wanted.every((character, i) => said[start + i] === character) &&
      !(isInWord(said[start - 1]) && isInWord(wanted[0])) &&
      !(isInWord(wanted.at(-1)) && isInWord(said[end]))
    );
  });
}

describe("keywords", () => {
  test.each([
    ["in another case", "deadline", "The DEADLINE moved"],
    ["over a line break", "machine learning", "about Machine\n  learning."],
    ["in full width", "api", "ＡＰＩ です"],
    ["with an ending sigma", "λόγος", "ΛΌΓΟΣ"],
    ["with a sigma that only the word's end tells to be one", "λόγος", "ΛΌΓΟΣ.Α"],
    ["with accents composed otherwise", "café", "au cafe\u0301!"],
    ["that is all signs", "->", "a->b"],
    ["read as text, not as a pattern", "a.c", "an a.c unit"],
    ["in the very first and last place", "only", "only"],
  ])("match %s", (_what, keyword, text) => {
    expect(matchText([keyword], text)).toEqual([keyword]);
  });

  test.each([
    ["within a word", "line", "deadline"],
    ["as a pattern", "a.c", "an abc unit"],
    ["as a pattern that would never end", "(a+)+$", "a".repeat(28)],
    ["without their accents", "cafe", "café"],
  ])("do not match %s", (_what, keyword, text) => {
    expect(matchText([keyword], text)).toEqual([]);
  });

  test("are found one within another, and told in the order they were added", () => {
    const keywords = ["York", "new york", "New", "yor", "New York City"];
    expect(matchText(keywords, "I left NEW YORK.")).toEqual(["York", "new york", "New"]);
  });

  test("match where a search at every character finds them", () => {
    const piece = fc.constantFrom(
      ..."aAbß ΣσςİiıﬁéЖж９9_-+.'世あア๑ก".split(""),
      ...["e\u0301", "\u0301", "\u200b", "\u00ad", "❤️", "\n", "  ", "𝒜", "𐐀", "हि"],
    );
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
    const keyword = fc
      .array(piece, { minLength: 1, maxLength: 3 })
      .map((pieces) => pieces.join(""))
      .filter((word) => caselessForm(word).trim() !== "");
    fc.assert(
      fc.property(fc.array(keyword, { maxLength: 12 }), text, (keywords, said) => {
        const set = setOf(keywords.map((word) => ({ keyword: word })));
        const held = set.map((trigger) => trigger.keyword ?? "");
        expect(matchTriggers(set, { text: said, direction: east })).toEqual(
          held.filter((word) => isSaidNaively(word, said)),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("match where a search at every character finds them, in any Unicode text", () => {
    const keyword = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 4 })
      .filter((word) => caselessForm(word).trim() !== "");
    const scenario = fc.array(keyword, { minLength: 1, maxLength: 8 }).chain((keywords) =>
      fc.record({
        keywords: fc.constant(keywords),
        pieces: fc.array(
          fc.oneof(fc.constantFrom(...keywords, " "), fc.string({ unit: "binary", maxLength: 3 })),
          { maxLength: 20 },
        ),
      }),
    );
    fc.assert(
      fc.property(scenario, ({ keywords, pieces }) => {
        const said = pieces.join("");
        const set = setOf(keywords.map((word) => ({ keyword: word })));
        const held = set.map((trigger) => trigger.keyword ?? "");
        expect(matchTriggers(set, { text: said, direction: east })).toEqual(
          held.filter((word) => isSaidNaively(word, said)),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe("embeddings", () => {
  test("match at their threshold and above, not below", () => {
    const cosine = cosineSimilarity(northEast, east);
    const matches = (threshold: number) =>
      matchTriggers(setOf([{ direction: northEast, threshold }]), { text: "", direction: east });
    expect(matches(cosine)).toEqual([triggerLabel({ direction: northEast, threshold: cosine })]);
    expect(matches(cosine + 1e-9)).toEqual([]);
  });

  test("a direction matches itself at a threshold of 1", () => {
    const direction = toDirection([3, -7, 11]);
    const set = setOf([{ direction, threshold: 1 }]);
    expect(matchTriggers(set, { text: "", direction })).toEqual(set.map(triggerLabel));
  });

  test("with a keyword, either is enough, and the keyword is the label", () => {
    const set = setOf([{ keyword: "boat", direction: east }, { direction: north }]);
    const both = matchTriggers(set, { text: "a boat", direction: north });
    expect(both).toEqual(["boat", expect.stringMatching(/^embedding#/)]);
    expect(matchTriggers(set, { text: "a ship", direction: east })).toEqual(["boat"]);
    expect(matchTriggers(set, { text: "a ship", direction: northEast })).toEqual([]);
  });

  test("a label is told once, however many triggers bear it", () => {
    const set = setOf([{ keyword: "boat" }, { keyword: "boat", direction: east }]);
    expect(matchTriggers(set, { text: "boat", direction: east })).toEqual(["boat"]);
  });

  test("match the direction alone, and keywords the text alone", () => {
    const set = setOf([{ keyword: "boat" }, { direction: east, threshold: -1 }]);
    const [boat, embedding] = set.map(triggerLabel);
    expect(matchTriggers(set, { text: "a boat" })).toEqual([boat]);
    expect(matchTriggers(set, { direction: north })).toEqual([embedding]);
    expect(matchTriggers(set, {})).toEqual([]);
  });

  test("are far from what has no vector, whatever their threshold", () => {
    const set = setOf([{ direction: east, threshold: -1 }]);
    expect(matchTriggers(set, { text: "", direction: noDirection(2) })).toEqual([]);
  });

  test("of another length are an error", () => {
    const set = setOf([{ direction: east }]);
    expect(() => matchTriggers(set, { text: "", direction: toDirection([1, 0, 0]) })).toThrow(
      DimensionMismatchError,
    );
  });
});

test("no triggers match nothing", () => {
  expect(matchTriggers(noTriggers, { text: "anything", direction: east })).toEqual([]);
});

describe("256 triggers against texts made to be slow", () => {
  const count = controlLimits.triggerCountMax;
  const lengthMax = controlLimits.keywordLengthMax;
  const textLength = 100 * 1024;

  /** `make(0)`, `make(1)`, …, as many as a session holds. */
  const keywordsOf = (make: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => make(i));
  /** As much of `unit`, again and again, as `length` allows. */
  const filled = (unit: string, length: number) =>
    unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

  const attacks: [string, string[], string][] = [
    ["nested", keywordsOf((i) => "+".repeat((i >> 1) + 1 - (i % 2)) + (i % 2 ? "-" : "")), "+"],
    ["nearly there", keywordsOf((i) => `${"+".repeat(lengthMax - 4)}${i}`), "+"],
    ["nested words", keywordsOf((i) => `${filled("a ", i >> 2)}${"abcd"[i % 4]}`), "a "],
    [
      "one long word",
      keywordsOf((i) => filled("ab", (i >> 1) + 1 - (i % 2)) + (i % 2 ? "c" : "")),
      "ab",
    ],
    [
      "periodic",
      keywordsOf((i) => filled("-+", (i >> 1) + 1 - (i % 2)) + (i % 2 ? "=" : "")),
      "-+",
    ],
  ];

  /** What it takes to look for the keywords in a text of that length. */
  function stepsOf(keywords: readonly string[], unit: string, length: number): number {
    const forms = keywords.map((keyword) => markWordBoundaries(caselessForm(keyword)));
    const automaton = new PhraseAutomaton(forms);
    const built = automaton.stepCount;
    automaton.find(markWordBoundaries(caselessForm(filled(unit, length))));
    return automaton.stepCount - built;
  }

  test.each(attacks)(
    "%s: ten times the text takes ten times the steps",
    (_what, keywords, unit) => {
      const steps = stepsOf(keywords, unit, textLength);
      expect(steps).toBeLessThanOrEqual(10.1 * stepsOf(keywords, unit, textLength / 10));
      // Marking triples a text at most, and a unit takes two steps at most.
      expect(steps).toBeLessThanOrEqual(6 * textLength);
    },
  );

  test.each(attacks)("%s: the outcome is right", (_what, keywords, unit) => {
    const text = filled(unit, textLength);
    const said = markWordBoundaries(caselessForm(text));
    const expected = keywords.filter((keyword) =>
      said.includes(markWordBoundaries(caselessForm(keyword))),
    );
    expect(matchText(keywords, text)).toEqual(expected);
  });
});
