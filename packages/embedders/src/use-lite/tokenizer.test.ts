import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ModelFilesError } from "../errors.js";
import { locateModelDirectory } from "./read-model-files.js";
import { parseVocabulary, Tokenizer } from "./tokenizer.js";

const vocabulary = parseVocabulary(readFileSync(join(locateModelDirectory(), "vocab.json")));
const tokenizer = new Tokenizer(vocabulary);
const pieceByText = new Map(vocabulary.map(([piece, score], id) => [piece, { id, score }]));
const longestPiece = Math.max(...vocabulary.map(([piece]) => [...piece].length));

/** Viterbi over the whole text at once, without words, tree or cache. */
function plainViterbi(text: string): number[] {
  const characters = [...`\u2581${text.normalize("NFKC").replaceAll(" ", "\u2581")}`];
  const best = [{ score: 0, from: 0, id: 0 }];
  for (let end = 1; end <= characters.length; end++) {
    let top = { score: Number.NEGATIVE_INFINITY, from: 0, id: 0 };
    for (let from = Math.max(0, end - longestPiece); from < end; from++) {
      const piece = pieceByText.get(characters.slice(from, end).join(""));
      const known = piece !== undefined && piece.id >= 6 ? piece : undefined;
      const match = known ?? (from === end - 1 ? { id: 0, score: -20 } : undefined);
      if (match === undefined) continue;
      const score = (best[from]?.score ?? 0) + match.score;
      // At equal scores the tokenizer keeps the piece found last, the shortest.
      if (score >= top.score) top = { score, from, id: match.id };
    }
    best.push(top);
  }
  const ids: number[] = [];
  for (let at = characters.length; at > 0; at = best[at]?.from ?? 0) {
    const id = best[at]?.id ?? 0;
    if (id !== 0 || ids.at(-1) !== 0) ids.push(id);
  }
  return ids.reverse();
}

describe("Tokenizer", () => {
  test("splits as a plain Viterbi does, on random unicode and on words", () => {
    const word = fc.constantFrom("the", "harbour", "unbelievable", "Straße", "日本", "🎉", "3.14");
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.array(word, { maxLength: 12 }).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect(tokenizer.encode(value)).toEqual(plainViterbi(value));
      }),
      { numRuns: 500 },
    );
  });

  test("gives the same pieces from the cache", () => {
    const text = "no no no, the harbour is closed";
    expect(tokenizer.encode(text)).toEqual(tokenizer.encode(text));
    expect(tokenizer.encode(text)).toEqual(plainViterbi(text));
  });

  test("joins a run of unknown characters into one unknown piece", () => {
    expect(tokenizer.encode("a\u{10ffff}\u{10fffe}b").filter((id) => id === 0)).toHaveLength(1);
  });

  test("refuses a vocabulary whose pieces cross words", () => {
    const crossing = [...vocabulary.slice(0, 7), ["of\u2581the", -3] as const];
    expect(() => new Tokenizer(crossing)).toThrow(ModelFilesError);
  });
});
