import { describe, expect, test } from "@jest/globals";
import { inverseDocumentFrequency, saturatedFrequency } from "../lexical/bm25.js";
import { englishAnalyzer } from "../lexical/english-analyzer.js";
import { noPosting, PostingLists } from "../lexical/posting-lists.js";
import { RecallIndex } from "./recall-index.js";
import type { RecallUnit } from "./recall-unit.js";
import { lexicalOnlyWeights } from "./recall-weights.js";
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

/** Ranks all units of a conversation for a question, best first, as places in the order. */
type Ranker = (question: string) => readonly number[];

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

const termsOf = (text: string): string[] =>
  englishAnalyzer
    .words(text)
    .map((word) => englishAnalyzer.term(word))
    .filter((term) => term !== undefined);

/** Plain BM25 over stemmed words: what anyone would build first. */
function bm25Ranker(units: readonly RecallUnit[]): Ranker {
  const terms = units.map(({ text, caption = "" }) => termsOf(`${text} ${caption}`));
  const meanLength = terms.flat().length / units.length;
  const postings = new PostingLists();
  terms.forEach((of, slot) => {
    postings.add(slot, of);
  });
  return (question) => {
    const scores = units.map((_, slot) => ({ slot, score: 0 }));
    for (const term of new Set(termsOf(question))) {
      const idf = inverseDocumentFrequency(units.length, postings.slotsWith(term));
      let posting = postings.first(term);
      for (; posting !== noPosting; posting = postings.next(posting)) {
        const slot = postings.slotOf(posting);
        const relativeLength = (terms[slot]?.length ?? 0) / meanLength;
        const parameters = { k1: 1.2, b: 0.75 };
        const entry = scores[slot] ?? { score: 0 };
        entry.score +=
          idf * saturatedFrequency(postings.countOf(posting), relativeLength, parameters);
      }
    }
    return scores.sort((a, b) => b.score - a.score || b.slot - a.slot).map(({ slot }) => slot);
  };
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

    expect(recall().top5).toBeGreaterThanOrEqual(0.74);
    expect(recall().top10).toBeGreaterThanOrEqual(0.8);
    expect(recall().context1424Tokens).toBeGreaterThanOrEqual(0.87);
    expect(recall().context350Tokens).toBeGreaterThanOrEqual(0.75);
    for (const category of locomoCategories) {
      const [ours, plain] = [recall(category), bm25(category)];
      expect(ours.top5).toBeGreaterThanOrEqual(plain.top5);
      expect(ours.top10).toBeGreaterThanOrEqual(plain.top10);
    }
  });
});
