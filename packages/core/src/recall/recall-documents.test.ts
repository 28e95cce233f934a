import { describe, expect, test } from "@jest/globals";
import { RecallIndex } from "./recall-index.js";
import type { RecallUnit } from "./recall-unit.js";
import { lexicalOnlyWeights } from "./recall-weights.js";
import { bm25Ranker, type Ranker } from "./testing/bm25-ranker.js";
import { documentQuestions, documents } from "./testing/documents.js";
import { conversationWordsMax } from "./turn-cues.js";

/*
 * What is stored is not always talk. Documents that were stored one after another have nothing to
 * do with each other, and their shape says nothing: they must rank at least as well as by BM25.
 */

function recallRanker(units: readonly RecallUnit[]): Ranker {
  const index = new RecallIndex();
  units.forEach((unit, slot) => {
    index.add(slot, unit);
  });
  return (text) =>
    index.rank({ text, weights: lexicalOnlyWeights }, units.length).map(({ slot }) => slot);
}

/** Mean normalised discounted cumulative gain at 10 (Järvelin and Kekäläinen, 2002). */
function meanNdcg(rank: Ranker): number {
  const discount = (place: number): number => 1 / Math.log2(place + 2);
  const gains = documentQuestions.map(({ text, relevant }) => {
    const gain = rank(text)
      .slice(0, 10)
      .reduce((sum, slot, place) => sum + (relevant.includes(slot) ? discount(place) : 0), 0);
    return gain / relevant.reduce((sum, _, place) => sum + discount(place), 0);
  });
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

/** Words that no question asks for, to make a passage as long as a document. */
const padding = " lorem".repeat(conversationWordsMax);

describe("documents of one sitting", () => {
  test.each([
    ["without a speaker", (text: string): RecallUnit => ({ text, sitting: 1 })],
    [
      "that one speaker brings",
      (text: string): RecallUnit => ({ text: text + padding, speaker: "user", sitting: 1 }),
    ],
  ])("%s rank at least as well as by BM25", (_, toUnit) => {
    const units = documents.map(toUnit);
    const plain = meanNdcg(bm25Ranker(units));
    // The questions are neither hopeless nor so easy that any order passes.
    expect(plain).toBeGreaterThan(0.9);
    expect(plain).toBeLessThan(1);
    expect(meanNdcg(recallRanker(units))).toBeGreaterThanOrEqual(plain);
  });
});
