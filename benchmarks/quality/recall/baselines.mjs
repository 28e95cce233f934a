import MiniSearch from "minisearch";
import { englishAnalyzer } from "../common/core-internals.mjs";

/**
 * Places with a score above `found`, best first; of equal scores the later one first.
 *
 * @param {ArrayLike<number>} scores
 * @param {number} found
 * @returns {number[]}
 */
function order(scores, found = Number.NEGATIVE_INFINITY) {
  const places = Array.from(scores, (_, place) => place);
  return places
    .filter((place) => scores[place] > found)
    .sort((a, b) => scores[b] - scores[a] || b - a);
}

/** Terms of a text: stop words left out, irregular forms replaced, Porter's stemmer. */
function termsOf(/** @type {string} */ text) {
  const terms = englishAnalyzer.words(text).map((word) => englishAnalyzer.term(word));
  return /** @type {string[]} */ (terms.filter((term) => term !== undefined));
}

/**
 * Okapi BM25 (Robertson and Zaragoza, 2009) over stemmed words, k1 1.2, b 0.75: what anyone would
 * build first.
 *
 * @param {readonly string[]} texts
 * @returns {(question: string) => number[]} places of the texts that share a term, best first
 */
export function bm25Ranker(texts) {
  const [k1, b] = [1.2, 0.75];
  const documents = texts.map(termsOf);
  const meanLength = documents.reduce((sum, terms) => sum + terms.length, 0) / documents.length;
  /** @type {Map<string, Map<number, number>>} */
  const postings = new Map();
  documents.forEach((terms, place) => {
    for (const term of terms) {
      const posting = postings.get(term) ?? new Map();
      posting.set(place, (posting.get(place) ?? 0) + 1);
      postings.set(term, posting);
    }
  });
  return (question) => {
    const scores = new Float64Array(documents.length);
    for (const term of new Set(termsOf(question))) {
      const posting = postings.get(term) ?? new Map();
      const idf = Math.log(1 + (documents.length - posting.size + 0.5) / (posting.size + 0.5));
      for (const [place, count] of posting) {
        const relativeLength = (documents[place]?.length ?? 0) / meanLength;
        const saturated = (count * (k1 + 1)) / (count + k1 * (1 - b + b * relativeLength));
        scores[place] += idf * saturated;
      }
    }
    return order(scores, 0);
  };
}

/**
 * MiniSearch as its documentation introduces it: its own tokenizer, BM25+, any term may match.
 *
 * @param {readonly string[]} texts
 * @returns {(question: string) => number[]} places of the texts that share a term, best first
 */
export function miniSearchRanker(texts) {
  const index = new MiniSearch({ fields: ["text"] });
  index.addAll(texts.map((text, id) => ({ id, text })));
  return (question) => index.search(question).map(({ id }) => id);
}

/**
 * Cosine alone. All vectors are of unit length.
 *
 * @param {readonly Float32Array[]} vectors
 * @returns {(question: Float32Array) => number[]} all places, best first
 */
export function denseRanker(vectors) {
  return (question) => {
    return order(vectors.map((vector) => vector.reduce((sum, x, i) => sum + x * question[i], 0)));
  };
}

/** The constant of reciprocal rank fusion, as published. */
const fusionRankOffset = 60;

/**
 * Reciprocal rank fusion with equal weights (Cormack et al., SIGIR 2009).
 *
 * @param {readonly (readonly number[])[]} rankings
 * @param {number} size - number of places
 * @returns {number[]}
 */
export function fuseRankings(rankings, size) {
  const scores = new Float64Array(size);
  for (const ranking of rankings) {
    ranking.forEach((place, rank) => {
      scores[place] += 1 / (fusionRankOffset + rank + 1);
    });
  }
  return order(scores, 0);
}
