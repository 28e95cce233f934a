import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { PhraseAutomaton } from "./phrase-automaton.js";

/** The definition: every phrase looked for on its own. */
function findNaively(phrases: readonly string[], text: string): Set<string> {
  return new Set(phrases.filter((phrase) => phrase !== "" && text.includes(phrase)));
}

function lengthOf(phrases: readonly string[]): number {
  return phrases.reduce((sum, phrase) => sum + phrase.length, 0);
}

/** Two letters only, so that phrases overlap, nest and repeat one another. */
const tangled = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
const unicode = fc.string({ unit: "binary", maxLength: 6 });

test("finds the textbook's phrases, one within another", () => {
  const automaton = new PhraseAutomaton(["he", "she", "his", "hers"]);
  expect(automaton.find("ushers")).toEqual(new Set(["she", "he", "hers"]));
  expect(automaton.find("ahishe")).toEqual(new Set(["his", "she", "he"]));
  expect(automaton.find("hi")).toEqual(new Set());
});

test("finds what looking for each phrase finds", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 80 });
  fc.assert(
    fc.property(fc.array(tangled, { maxLength: 40 }), texts, (phrases, text) => {
      expect(new PhraseAutomaton(phrases).find(text)).toEqual(findNaively(phrases, text));
    }),
    { numRuns: 1000 },
  );
});

test("finds what looking for each phrase finds, in any Unicode text", () => {
  const scenario = fc.array(unicode, { minLength: 1, maxLength: 20 }).chain((phrases) =>
    fc.record({
      phrases: fc.constant(phrases),
      pieces: fc.array(fc.oneof(fc.constantFrom(...phrases), unicode), { maxLength: 30 }),
    }),
  );
  fc.assert(
    fc.property(scenario, ({ phrases, pieces }) => {
      const text = pieces.join("");
      expect(new PhraseAutomaton(phrases).find(text)).toEqual(findNaively(phrases, text));
    }),
    { numRuns: 500 },
  );
});

test("one automaton finds the same again: nothing of a text stays in it", () => {
  fc.assert(
    fc.property(fc.array(tangled), tangled, tangled, (phrases, first, second) => {
      const automaton = new PhraseAutomaton(phrases);
      automaton.find(first);
      expect(automaton.find(second)).toEqual(findNaively(phrases, second));
    }),
  );
});

test("takes at most two steps for each unit of phrases and text", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 200 });
  fc.assert(
    fc.property(fc.array(tangled, { maxLength: 40 }), texts, (phrases, text) => {
      const automaton = new PhraseAutomaton(phrases);
      const built = automaton.stepCount;
      expect(built).toBeLessThanOrEqual(2 * lengthOf(phrases));
      automaton.find(text);
      expect(automaton.stepCount - built).toBeLessThanOrEqual(2 * text.length);
    }),
  );
});

test("no phrases, and empty ones, are found nowhere", () => {
  expect(new PhraseAutomaton([]).find("text")).toEqual(new Set());
  expect(new PhraseAutomaton([""]).find("text")).toEqual(new Set());
});
