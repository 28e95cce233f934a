/** The two constants of BM25: how fast repetition saturates, and how much length matters. */
export interface Bm25Parameters {
  readonly k1: number;
  readonly b: number;
}

/**
 * Inverse document frequency of BM25, never negative.
 *
 * Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with 1
 * added inside the logarithm as Lucene does.
 */
export function inverseDocumentFrequency(documents: number, documentsWithTerm: number): number {
  return Math.log(1 + (documents - documentsWithTerm + 0.5) / (documentsWithTerm + 0.5));
}

/**
 * The saturated term frequency of BM25: 0 when the term is absent, `k1 + 1` at most.
 *
 * @param relativeLength - length of the document divided by the mean length
 */
export function saturatedFrequency(
  frequency: number,
  relativeLength: number,
  { k1, b }: Bm25Parameters,
): number {
  return (frequency * (k1 + 1)) / (frequency + k1 * (1 - b + b * relativeLength));
}
