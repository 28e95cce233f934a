import { InvalidArgumentError } from "../errors.js";
import { checkLiteral, type LiteralContent } from "./check-literal.js";
import { codeTokens } from "./code-tokens.js";
import { LiteralCacheFullError, LiteralNotFoundError } from "./errors.js";
import type { Literal, LiteralInput } from "./literal.js";
import { LiteralIndex, type TellingTokens, type TokenOverlap } from "./literal-index.js";
import {
  defaultLiteralCacheBounds,
  type LiteralCacheBounds,
  literalLimits,
  literalOverheadBytes,
} from "./literal-limits.js";
import { rankLiterals } from "./rank-literals.js";

const utf8 = new TextEncoder();

/** Bytes a literal counts for: key, value and context in UTF-8, and a flat share for the rest. */
export function literalBytes(literal: Pick<LiteralInput, "key" | "value" | "context">): number {
  const { key, value, context = "" } = literal;
  return [key, value, context].reduce(
    (sum, text) => sum + utf8.encode(text).length,
    literalOverheadBytes,
  );
}

/** What a search found. */
export interface LiteralSearch {
  /** Best first, at most as many as were asked for. */
  readonly literals: readonly Literal[];
  /** Literals that matched, whether they are given or not. */
  readonly total: number;
}

/** A literal that shares tokens with a text. */
export interface LiteralOverlap {
  readonly literal: Literal;
  readonly shared: TokenOverlap;
  readonly telling: TellingTokens;
}

interface Row {
  readonly slot: number;
  readonly bytes: number;
  readonly telling: TellingTokens;
  literal: Literal;
}

/**
 * Keeps literals of a session word for word: names, paths, signatures, messages of errors.
 *
 * Bounded; what does not fit is refused and nothing is dropped to make room. Iterates in the order
 * of the writes, oldest first. Deterministic: a cache restored from its literals and
 * {@link LiteralCache.writes} behaves as the one they came from.
 *
 * @example
 * ```ts
 * const cache = new LiteralCache();
 * cache.put({ key: "billing.vat_rate", kind: "constant", value: "0.19" });
 * cache.search("vat rate").literals[0]?.value; // "0.19"
 * ```
 */
export class LiteralCache implements Iterable<Literal> {
  readonly bounds: LiteralCacheBounds;
  readonly #rows = new Map<string, Row>();
  readonly #index = new LiteralIndex();
  readonly #keyOfSlot: string[] = [];
  readonly #freeSlots: number[] = [];
  #bytes = 0;
  #writes: number;

  /**
   * @param bounds - default: {@link defaultLiteralCacheBounds}
   * @param writes - writes that came before, when a cache is to be restored
   */
  constructor(bounds: Partial<LiteralCacheBounds> = {}, writes = 0) {
    this.bounds = { ...defaultLiteralCacheBounds, ...bounds };
    this.#writes = writes;
  }

  /** Literals held. */
  get size(): number {
    return this.#rows.size;
  }

  /** Bytes the literals count for against the bound. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Estimate of the process memory held, in bytes. */
  get heldBytes(): number {
    return this.#bytes + this.#index.bytes;
  }

  /** Writes so far; the ordinal of the next one. */
  get writes(): number {
    return this.#writes;
  }

  /** The literals in the order they were written, oldest first. */
  *[Symbol.iterator](): Generator<Literal> {
    for (const row of this.#rows.values()) yield row.literal;
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  /** @throws LiteralNotFoundError */
  get(key: string): Literal {
    return this.#row(key).literal;
  }

  /**
   * Whether {@link LiteralCache.put} would take it; changes nothing.
   *
   * @throws InvalidArgumentError, UnknownLiteralKindError for a literal outside its bounds
   * @throws LiteralCacheFullError when it does not fit
   */
  assertFits(input: LiteralInput): void {
    this.#assertRoom(checkLiteral(input));
  }

  /**
   * Whether all of these, under keys that are new and differ, could be put; changes nothing.
   *
   * @throws InvalidArgumentError, UnknownLiteralKindError for a literal outside its bounds
   * @throws LiteralCacheFullError when they do not fit together
   */
  assertAllFit(added: readonly LiteralInput[]): void {
    const bytes = added.reduce((sum, it) => sum + literalBytes(checkLiteral(it)), this.#bytes);
    const count = this.size + added.length;
    if (bytes > this.bounds.bytesMax || count > this.bounds.countMax) {
      throw new LiteralCacheFullError();
    }
  }

  /**
   * Writes a literal. One under the same key is replaced and becomes the newest; its access count
   * stays, for it counts how often the key was of use, and correcting a value does not undo that.
   *
   * @throws InvalidArgumentError, UnknownLiteralKindError for a literal outside its bounds
   * @throws LiteralCacheFullError when it does not fit; what was under the key stays
   */
  put(input: LiteralInput): Literal {
    const content = checkLiteral(input);
    this.#assertRoom(content);
    const before = this.#rows.get(content.key);
    if (before !== undefined) this.#drop(before);
    const accessCount = before?.literal.accessCount ?? 0;
    const literal: Literal = { ...content, accessCount, ordinal: this.#writes };
    this.#writes += 1;
    this.#append(literal);
    return literal;
  }

  /**
   * Appends a literal as it stood in a snapshot; call it in the order of iteration.
   *
   * @throws InvalidArgumentError, UnknownLiteralKindError for one that {@link LiteralCache.put}
   *   would not take, a key that is there already, or an ordinal still to come
   * @throws LiteralCacheFullError when it does not fit
   */
  restore(literal: Literal): void {
    const content = checkLiteral(literal);
    if (this.#rows.has(content.key)) throw new InvalidArgumentError("a key is repeated");
    if (literal.ordinal >= this.#writes) throw new InvalidArgumentError("an ordinal is too high");
    this.#assertRoom(content);
    this.#append({ ...content, accessCount: literal.accessCount, ordinal: literal.ordinal });
  }

  /** @throws LiteralNotFoundError */
  remove(key: string): void {
    this.#drop(this.#row(key));
  }

  /** Counts one more appearance in a context. A literal removed since is passed over. */
  countAccess(key: string): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    row.literal = { ...row.literal, accessCount: row.literal.accessCount + 1 };
  }

  /**
   * The literals that share most tokens with a query in key, value or context, each token counted
   * once; then by importance, then the newest first. Without a query, or with a blank one: all.
   *
   * @param limit - most literals to give, 1..1000
   * @throws InvalidArgumentError for another limit
   */
  search(query?: string, limit: number = literalLimits.resultCountDefault): LiteralSearch {
    const isListing = query === undefined || query.trim() === "";
    const scored = isListing
      ? [...this].map((literal) => ({ literal, score: 0 }))
      : this.overlaps(codeTokens(query)).map(({ literal, shared }) => ({
          literal,
          score: shared.total,
        }));
    return { literals: rankLiterals(scored, limit), total: scored.length };
  }

  /**
   * The literals that hold any of the tokens, which must be distinct; in no particular order.
   *
   * @internal
   */
  overlaps(tokens: readonly string[]): LiteralOverlap[] {
    return Array.from(this.#index.overlaps(tokens), ([slot, shared]) => {
      const { literal, telling } = this.#row(this.#keyOfSlot[slot] ?? "");
      return { literal, shared, telling };
    });
  }

  #assertRoom(content: LiteralContent): void {
    const before = this.#rows.get(content.key);
    const bytes = this.#bytes - (before?.bytes ?? 0) + literalBytes(content);
    const count = this.size + (before === undefined ? 1 : 0);
    if (bytes > this.bounds.bytesMax || count > this.bounds.countMax) {
      throw new LiteralCacheFullError();
    }
  }

  #append(literal: Literal): void {
    const slot = this.#freeSlots.pop() ?? this.#keyOfSlot.length;
    const bytes = literalBytes(literal);
    this.#keyOfSlot[slot] = literal.key;
    this.#rows.set(literal.key, { slot, bytes, literal, telling: this.#index.add(slot, literal) });
    this.#bytes += bytes;
  }

  #drop(row: Row): void {
    this.#index.remove(row.slot);
    this.#rows.delete(row.literal.key);
    this.#freeSlots.push(row.slot);
    this.#keyOfSlot[row.slot] = "";
    this.#bytes -= row.bytes;
  }

  #row(key: string): Row {
    const row = this.#rows.get(key);
    if (row === undefined) throw new LiteralNotFoundError();
    return row;
  }
}
