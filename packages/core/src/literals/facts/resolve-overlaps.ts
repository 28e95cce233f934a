import { type FactCandidate, factKinds } from "./extracted-fact.js";

/**
 * The candidates that stay when each unit of the text may belong to one fact: the longest first, of
 * equally long ones the kind that comes first in {@link factKinds}, then the one further left.
 *
 * @param textLength - length of the text, in UTF-16 units
 * @returns in the order of the text
 */
export function resolveOverlaps(
  candidates: readonly FactCandidate[],
  textLength: number,
): FactCandidate[] {
  const taken = new Uint8Array(textLength);
  return [...candidates]
    .sort(compare)
    .filter(({ start, end }) => {
      // Whatever was taken before is at least as long, so it cannot lie inside unseen.
      if (taken[start] === 1 || taken[end - 1] === 1) return false;
      taken.fill(1, start, end);
      return true;
    })
    .sort((a, b) => a.start - b.start);
}

function compare(a: FactCandidate, b: FactCandidate): number {
  return (
    b.end - b.start - (a.end - a.start) ||
    factKinds.indexOf(a.kind) - factKinds.indexOf(b.kind) ||
    a.start - b.start
  );
}
