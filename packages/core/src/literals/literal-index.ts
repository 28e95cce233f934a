import { noPosting, PostingLists } from "../lexical/posting-lists.js";
import { englishStopWords } from "../lexical/stop-words.js";
import type { LiteralContent } from "./check-literal.js";
import { codeTokens } from "./code-tokens.js";

const fields = ["key", "value", "context"] as const;

/** How much a literal has in common with some tokens. */
export interface TokenOverlap {
  /** Tokens that are in its key, value or context, each counted once. */
  readonly total: number;
  /** Tokens that are in its key. */
  readonly key: number;
  /** Tokens that are in its value. */
  readonly value: number;
}

/** Distinct telling tokens of a key and of a value. */
export interface TellingTokens {
  readonly key: number;
  readonly value: number;
}

type Tally = { -readonly [K in keyof TokenOverlap]: TokenOverlap[K] } & {
  context: number;
  /** Number of the token that raised `total` last. */
  lastToken: number;
};

/** Whether a token says something: stop words and single characters occur in any message. */
export function isTelling(token: string): boolean {
  return token.length > 1 && !englishStopWords.has(token);
}

/** Which literals hold a token, by slot; so a search never reads the values again. */
export class LiteralIndex {
  readonly #postings = {
    key: new PostingLists(),
    value: new PostingLists(),
    context: new PostingLists(),
  };

  /** Estimate of the memory held, in bytes. */
  get bytes(): number {
    return fields.reduce((sum, field) => sum + this.#postings[field].bytes, 0);
  }

  /** Indexes the literal of a slot that holds none; tells how many telling tokens it has. */
  add(slot: number, literal: LiteralContent): TellingTokens {
    const tokens = {
      key: codeTokens(literal.key),
      value: codeTokens(literal.value),
      context: codeTokens(literal.context ?? ""),
    };
    for (const field of fields) this.#postings[field].add(slot, tokens[field].map(detach));
    return {
      key: tokens.key.filter(isTelling).length,
      value: tokens.value.filter(isTelling).length,
    };
  }

  remove(slot: number): void {
    for (const field of fields) this.#postings[field].remove(slot);
  }

  /** The slots that hold any of the tokens. The tokens must be distinct. */
  overlaps(tokens: readonly string[]): ReadonlyMap<number, TokenOverlap> {
    const tallies = new Map<number, Tally>();
    tokens.forEach((token, number) => {
      for (const field of fields) this.#tally(field, token, number, tallies);
    });
    return tallies;
  }

  #tally(
    field: (typeof fields)[number],
    token: string,
    number: number,
    tallies: Map<number, Tally>,
  ): void {
    const postings = this.#postings[field];
    for (let at = postings.first(token); at !== noPosting; at = postings.next(at)) {
      const slot = postings.slotOf(at);
      let tally = tallies.get(slot);
      if (tally === undefined) {
        tally = { total: 0, key: 0, value: 0, context: 0, lastToken: -1 };
        tallies.set(slot, tally);
      }
      tally[field] += 1;
      if (tally.lastToken !== number) tally.total += 1;
      tally.lastToken = number;
    }
  }
}

/**
 * A copy of its own. Engines make a long token a view of the text it was cut from; the index would
 * keep the value of a removed literal in memory for as long as another one shares the token.
 */
function detach(token: string): string {
  return Array.from(token).join("");
}
