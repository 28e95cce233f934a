import { inverseDocumentFrequency, saturatedFrequency } from "../../lexical/bm25.js";
import { englishAnalyzer } from "../../lexical/english-analyzer.js";
import { noPosting, PostingLists } from "../../lexical/posting-lists.js";
import type { RecallUnit } from "../recall-unit.js";

/** Ranks all units for a question, best first, as places in their order. */
export type Ranker = (question: string) => readonly number[];

const termsOf = (text: string): string[] =>
  englishAnalyzer
    .words(text)
    .map((word) => englishAnalyzer.term(word))
    .filter((term) => term !== undefined);

/** Plain BM25 over stemmed words: what anyone would build first. */
export function bm25Ranker(units: readonly RecallUnit[]): Ranker {
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
