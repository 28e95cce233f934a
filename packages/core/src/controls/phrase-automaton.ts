import { buildPhraseTrie, childOf, none, type PhraseTrie, root } from "./phrase-trie.js";

/**
 * Finds which of many phrases are substrings of a text, in time linear in the text whatever the
 * phrases are (Aho & Corasick, "Efficient string matching: an aid to bibliographic search",
 * Communications of the ACM 18(6), 1975).
 */
export class PhraseAutomaton {
  readonly #phrases: readonly string[];
  readonly #trie: PhraseTrie;
  /** The node of the longest proper suffix of each node that is in the trie. */
  readonly #fallback: Int32Array;
  /** The longest suffix of each node, itself included, that is a phrase; the root for none. */
  readonly #match: Int32Array;
  #stepCount = 0;

  /** Empty phrases are left out: they say nothing of a text. */
  constructor(phrases: Iterable<string>) {
    this.#phrases = [...new Set(phrases)].filter((phrase) => phrase !== "").sort();
    this.#trie = buildPhraseTrie(this.#phrases);
    this.#fallback = new Int32Array(this.#trie.units.length);
    this.#match = new Int32Array(this.#trie.units.length);
    this.#link();
  }

  /**
   * Steps from node to node taken so far, in building and finding: the cost, without a clock. At
   * most two for each unit of every phrase and every text.
   */
  get stepCount(): number {
    return this.#stepCount;
  }

  /** The phrases that are substrings of the text. */
  find(text: string): Set<string> {
    const phrases = new Set<string>();
    const seen = new Set<number>([root]);
    let node = root;
    for (let i = 0; i < text.length; i++) {
      node = this.#step(node, text.charCodeAt(i));
      // Behind a match that was seen are only matches that were seen, so each is visited once.
      let match = this.#match[node] as number;
      while (!seen.has(match)) {
        seen.add(match);
        phrases.add(this.#phrases[this.#trie.phraseAt[match] as number] as string);
        match = this.#match[this.#fallback[match] as number] as number;
      }
    }
    return phrases;
  }

  /** In the order of the nodes, so the links of suffixes, which are shorter, are there before. */
  #link(): void {
    const { firstChild, units, phraseAt } = this.#trie;
    for (let node = root; node < units.length; node++) {
      const suffix = this.#fallback[node] as number;
      this.#match[node] = phraseAt[node] === none ? (this.#match[suffix] as number) : node;
      if (node === root) continue;
      const end = firstChild[node + 1] as number;
      for (let child = firstChild[node] as number; child < end; child++) {
        this.#fallback[child] = this.#step(suffix, units[child] as number);
      }
    }
  }

  /** The longest suffix of what was read, with this unit, that is in the trie. */
  #step(from: number, unit: number): number {
    let node = from;
    let next = childOf(this.#trie, node, unit);
    this.#stepCount++;
    while (next === none && node !== root) {
      node = this.#fallback[node] as number;
      next = childOf(this.#trie, node, unit);
      this.#stepCount++;
    }
    return next === none ? root : next;
  }
}
