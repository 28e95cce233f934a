import { describe, expect, test } from "@jest/globals";
import { RecallIndex } from "./recall-index.js";
import type { RecallUnit } from "./recall-unit.js";
import { lexicalOnlyWeights } from "./recall-weights.js";
import { bm25Ranker, type Ranker } from "./testing/bm25-ranker.js";
import {
  type LocomoConversation,
  type LocomoQuestion,
  locomoCategories,
  readLocomo,
} from "./testing/locomo.js";

/*
 * Does ranking without any model find the turns that answer questions about long conversations?
 * Needs the LoCoMo data, which may not be shipped: set SEMVEC_EVAL_DATA to the folder that holds
 * `locomo/conversations.json`. The weights were fitted on these conversations, so this guards
 * against regressions; it is not an estimate for new ones.
 */

const folder = process.env["SEMVEC_EVAL_DATA"];
const evaluate = folder === undefined ? test.skip : test;

/** The four measures of one question, or their means: shares of the evidence found. */
interface Measures {
  readonly top5: number;
  readonly top10: number;
  readonly context1424Tokens: number;
  readonly context350Tokens: number;
}

const charactersPerToken = 4;
/** What a packed unit costs beside its characters. */
const separatorCharacters = 12;

function recallRanker(units: readonly RecallUnit[]): Ranker {
  const index = new RecallIndex();
  units.forEach((unit, slot) => {
    index.add(slot, unit);
  });
  return (text) =>
    index.rank({ text, weights: lexicalOnlyWeights }, units.length).map(({ slot }) => slot);
}

/** Packs in rank order, skipping what does not fit. */
function pack(ranked: readonly number[], lengths: readonly number[], tokens: number): number[] {
  let left = tokens * charactersPerToken;
  return ranked.filter((place) => {
    const length = lengths[place] ?? 0;
    if (length > left) return false;
    left -= length + separatorCharacters;
    return true;
  });
}

function measure(
  ranked: readonly number[],
  { evidence }: LocomoQuestion,
  lengths: readonly number[],
): Measures {
  const share = (found: readonly number[]): number => {
    const places = new Set(found);
    return evidence.filter((place) => places.has(place)).length / evidence.length;
  };
  return {
    top5: share(ranked.slice(0, 5)),
    top10: share(ranked.slice(0, 10)),
    context1424Tokens: share(pack(ranked, lengths, 1424)),
    context350Tokens: share(pack(ranked, lengths, 350)),
  };
}

function evaluateRanker(
  conversations: readonly LocomoConversation[],
  toRanker: (units: readonly RecallUnit[]) => Ranker,
): (category?: number) => Measures {
  const measured = conversations.flatMap(({ units, renderedLengths, questions }) => {
    const rank = toRanker(units);
    return questions.map((question) => ({
      category: question.category,
      measures: measure(rank(question.text), question, renderedLengths),
    }));
  });
  return (category) => {
    const chosen = measured.filter((one) => category === undefined || one.category === category);
    const mean = (name: keyof Measures): number =>
      chosen.reduce((sum, { measures }) => sum + measures[name], 0) / chosen.length;
    return {
      top5: mean("top5"),
      top10: mean("top10"),
      context1424Tokens: mean("context1424Tokens"),
      context350Tokens: mean("context350Tokens"),
    };
  };
}

describe("recall on LoCoMo, without any model", () => {
  evaluate("finds enough, and no less than BM25 in any category", () => {
    const conversations = readLocomo(folder ?? "");
    const recall = evaluateRanker(conversations, recallRanker);
    const bm25 = evaluateRanker(conversations, bm25Ranker);

    expect(recall().top5).toBeGreaterThanOrEqual(0.745);
    expect(recall().top10).toBeGreaterThanOrEqual(0.81);
    expect(recall().context1424Tokens).toBeGreaterThanOrEqual(0.88);
    expect(recall().context350Tokens).toBeGreaterThanOrEqual(0.76);
    for (const category of locomoCategories) {
      const [ours, plain] = [recall(category), bm25(category)];
      expect(ours.top5).toBeGreaterThanOrEqual(plain.top5);
      expect(ours.top10).toBeGreaterThanOrEqual(plain.top10);
    }
  });
});
