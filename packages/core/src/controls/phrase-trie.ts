/**
 * The prefixes of some phrases, in flat arrays: no object or map per node.
 *
 * Nodes are numbered breadth first over sorted phrases, so a node's number is above those of all
 * shorter prefixes, and its children are neighbours, in order of their UTF-16 unit.
 */
export interface PhraseTrie {
  /** First child of each node; its last is the one before the next node's first. */
  readonly firstChild: Int32Array;
  /** The UTF-16 unit that leads to each node; 0 for the root. */
  readonly units: Uint16Array;
  /** Index of the phrase that ends at each node, or {@link none}. */
  readonly phraseAt: Int32Array;
}

/** The node of the empty prefix. */
export const root = 0;

/** No node, no phrase. */
export const none = -1;

/**
 * Builds the trie of phrases that are sorted by UTF-16 units (as `Array.prototype.sort` does),
 * distinct and not empty. Each node stands for the range of phrases that share its prefix.
 */
export function buildPhraseTrie(phrases: readonly string[]): PhraseTrie {
  const nodes = [{ unit: 0, depth: 0, from: 0, to: phrases.length }];
  const firstChild: number[] = [];
  const phraseAt: number[] = [];
  for (const { depth, from, to } of nodes) {
    firstChild.push(nodes.length);
    const isPhrase = phrases[from]?.length === depth;
    phraseAt.push(isPhrase ? from : none);
    let start = isPhrase ? from + 1 : from;
    while (start < to) {
      const unit = unitAt(phrases, start, depth);
      let end = start + 1;
      while (end < to && unitAt(phrases, end, depth) === unit) end++;
      nodes.push({ unit, depth: depth + 1, from: start, to: end });
      start = end;
    }
  }
  firstChild.push(nodes.length);
  return {
    firstChild: Int32Array.from(firstChild),
    units: Uint16Array.from(nodes, ({ unit }) => unit),
    phraseAt: Int32Array.from(phraseAt),
  };
}

/** The child of a node that a unit leads to, or {@link none}. */
export function childOf(trie: PhraseTrie, node: number, unit: number): number {
  const end = trie.firstChild[node + 1] as number;
  let low = trie.firstChild[node] as number;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((trie.units[middle] as number) < unit) low = middle + 1;
    else high = middle;
  }
  return low < end && trie.units[low] === unit ? low : none;
}

function unitAt(phrases: readonly string[], index: number, depth: number): number {
  return (phrases[index] as string).charCodeAt(depth);
}
