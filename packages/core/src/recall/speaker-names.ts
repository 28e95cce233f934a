import type { Analyzer } from "../lexical/analyzer.js";

/** Stands for "no speaker" and for "not exactly one". */
export const noSpeaker = -1;

/** Shortest beginning of a name that may stand for it: "Mel" for Melanie. */
const NAME_PREFIX_CHARACTERS_MIN = 3;
/**
 * With more distinct words of names than this, which is a crowd and not a conversation, beginnings
 * no longer stand for names. Bounds the search for them.
 */
export const prefixNameWordsMax = 256;
/** A single letter is an initial, too weak to name anyone. */
const NAME_WORD_CHARACTERS_MIN = 2;

/** Estimate of what a speaker costs beside the characters of his name: map entries and sets. */
const SPEAKER_BYTES = 512;

/**
 * The speakers of the indexed units, each with a small number, and the words that name them.
 * Speakers are counted, so one is forgotten with the last of his units.
 */
export class SpeakerNames {
  readonly #ids = new Map<string, number>();
  readonly #idsByWord = new Map<string, Set<number>>();
  #names: string[] = [];
  #unitCounts: number[] = [];
  #freeIds: number[] = [];
  #nameCharacters = 0;
  readonly #analyzer: Analyzer;

  constructor(analyzer: Analyzer) {
    this.#analyzer = analyzer;
  }

  /** Estimate of the memory held, in bytes: each name is kept once whole and once in words. */
  get bytes(): number {
    return this.#ids.size * SPEAKER_BYTES + 2 * this.#nameCharacters;
  }

  /** Counts one more unit of a speaker and returns his number. */
  add(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) {
      this.#unitCounts[known] = (this.#unitCounts[known] as number) + 1;
      return known;
    }
    const id = this.#freeIds.pop() ?? this.#names.length;
    this.#ids.set(name, id);
    this.#names[id] = name;
    this.#unitCounts[id] = 1;
    this.#nameCharacters += name.length;
    for (const word of this.#nameWords(name)) {
      const ids = this.#idsByWord.get(word);
      if (ids === undefined) this.#idsByWord.set(word, new Set([id]));
      else ids.add(id);
    }
    return id;
  }

  /** Counts one unit less of the speaker with this number. */
  remove(id: number): void {
    const remaining = (this.#unitCounts[id] as number) - 1;
    this.#unitCounts[id] = remaining;
    if (remaining > 0) return;
    const name = this.#names[id] as string;
    this.#ids.delete(name);
    this.#names[id] = "";
    this.#nameCharacters -= name.length;
    this.#freeIds.push(id);
    for (const word of this.#nameWords(name)) {
      const ids = this.#idsByWord.get(word);
      ids?.delete(id);
      if (ids?.size === 0) this.#idsByWord.delete(word);
    }
  }

  /** Number of the speaker with exactly this name, or {@link noSpeaker}. */
  idOf(name: string): number {
    return this.#ids.get(name) ?? noSpeaker;
  }

  /** Numbers of the speakers with this word in their names. */
  namedBy(word: string): Iterable<number> | undefined {
    return this.#idsByWord.get(word);
  }

  /** Numbers of the speakers with a word in their names that begins like this. */
  namedByPrefix(prefix: string): number[] {
    if (prefix.length < NAME_PREFIX_CHARACTERS_MIN) return [];
    if (this.#idsByWord.size > prefixNameWordsMax) return [];
    const ids: number[] = [];
    for (const [word, idsOfWord] of this.#idsByWord) {
      if (word.startsWith(prefix)) ids.push(...idsOfWord);
    }
    return ids;
  }

  #nameWords(name: string): string[] {
    return this.#analyzer.words(name).filter((word) => word.length >= NAME_WORD_CHARACTERS_MIN);
  }
}
