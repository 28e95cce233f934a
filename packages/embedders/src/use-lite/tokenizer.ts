import { capMarkRuns } from "@semvec/core";
import { ModelFilesError } from "../errors.js";

/** U+2581, which SentencePiece writes for the space before a word. */
const wordMark = "\u2581";

const unknownPiece = 0;
const unknownScore = -20;
/** Ids below this are reserved: unknown, sentence ends and unused tokens. */
const firstPiece = 6;

/** Words kept with their pieces; the cache is emptied when it is full. */
export const cachedWordsMax = 20_000;
/** Longer words are split anew each time, so that the cache's bytes are bounded too. */
export const cachedWordCharactersMax = 24;

/** A node of the prefix tree of pieces. */
interface PieceNode {
  readonly next: Map<string, PieceNode>;
  id: number | undefined;
  score: number;
}

/** Best split of each prefix of a word: its score, where its last piece starts, and which it is. */
interface Lattice {
  readonly score: Float64Array;
  readonly start: Int32Array;
  readonly piece: Int32Array;
}

/**
 * SentencePiece unigram tokenizer: the split of a text with the highest sum of piece scores,
 * found by the Viterbi algorithm word by word, with a cache of words.
 *
 * Working by words is exact because no piece of the vocabulary holds the word mark after its first
 * character, so the best split of a text is the best splits of its words in a row.
 *
 * Kudo, "Subword Regularization", 2018 (arXiv:1804.10959).
 */
export class Tokenizer {
  readonly #root: PieceNode = createNode();
  readonly #cache = new Map<string, readonly number[]>();

  /**
   * @param vocabulary - `[piece, score]` by id.
   * @throws {@link ModelFilesError} if a piece crosses a word boundary.
   */
  constructor(vocabulary: readonly (readonly [piece: string, score: number])[]) {
    vocabulary.forEach(([piece, score], id) => {
      if (id < firstPiece) return;
      if (piece.lastIndexOf(wordMark) > 0) {
        throw new ModelFilesError(`piece ${id} crosses words: the tokenizer would not be exact`);
      }
      this.#insert(piece, score, id);
    });
  }

  /** Piece ids of the whole text. Runs of characters without a piece give one unknown id, 0. */
  encode(text: string): number[] {
    const ids: number[] = [];
    for (const word of capMarkRuns(text).normalize("NFKC").replaceAll(wordMark, " ").split(" ")) {
      for (const id of this.#encodeWord(word)) ids.push(id);
    }
    return ids;
  }

  #insert(piece: string, score: number, id: number): void {
    let node = this.#root;
    for (const character of piece) {
      let next = node.next.get(character);
      if (next === undefined) {
        next = createNode();
        node.next.set(character, next);
      }
      node = next;
    }
    node.id = id;
    node.score = score;
  }

  #encodeWord(word: string): readonly number[] {
    const cached = this.#cache.get(word);
    if (cached !== undefined) return cached;
    const ids = this.#split([wordMark, ...word]);
    if (word.length <= cachedWordCharactersMax) {
      if (this.#cache.size >= cachedWordsMax) this.#cache.clear();
      this.#cache.set(word, ids);
    }
    return ids;
  }

  #split(characters: readonly string[]): number[] {
    const length = characters.length;
    const lattice: Lattice = {
      score: new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY),
      start: new Int32Array(length + 1),
      piece: new Int32Array(length + 1),
    };
    lattice.score[0] = 0;
    for (let at = 0; at < length; at++) this.#extend(lattice, characters, at);
    return backtrack(lattice);
  }

  /** Carries the best split of the first `at` characters on by every piece that starts there. */
  #extend({ score, start, piece }: Lattice, characters: readonly string[], at: number): void {
    const reached = score[at] as number;
    let hasSingle = false;
    let node: PieceNode | undefined = this.#root;
    for (let end = at; end < characters.length; end++) {
      node = node.next.get(characters[end] as string);
      if (node === undefined) break;
      if (node.id === undefined) continue;
      if (end === at) hasSingle = true;
      if (reached + node.score >= (score[end + 1] as number)) {
        score[end + 1] = reached + node.score;
        start[end + 1] = at;
        piece[end + 1] = node.id;
      }
    }
    if (!hasSingle && reached + unknownScore > (score[at + 1] as number)) {
      score[at + 1] = reached + unknownScore;
      start[at + 1] = at;
      piece[at + 1] = unknownPiece;
    }
  }
}

function createNode(): PieceNode {
  return { next: new Map(), id: undefined, score: 0 };
}

function backtrack({ start, piece }: Lattice): number[] {
  const ids: number[] = [];
  for (let at = start.length - 1; at > 0; at = start[at] as number) {
    const id = piece[at] as number;
    if (id !== unknownPiece || ids.at(-1) !== unknownPiece) ids.push(id);
  }
  return ids.reverse();
}

/** Parses `vocab.json` of the model. */
export function parseVocabulary(bytes: Uint8Array): readonly (readonly [string, number])[] {
  return JSON.parse(new TextDecoder().decode(bytes)) as (readonly [string, number])[];
}
