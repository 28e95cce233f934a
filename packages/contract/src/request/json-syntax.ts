/**
 * Offset of the bracket that nests deeper than `depthMax`, or `undefined`.
 *
 * One pass without a stack, before the text is parsed: `JSON.parse` copes with any depth, but
 * whatever recurses over its result would overflow. Brackets in strings do not count.
 */
export function deeperThan(text: string, depthMax: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (inString) {
      if (unit === BACKSLASH) offset++;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) {
      inString = true;
    } else if (unit === OPEN_BRACKET || unit === OPEN_BRACE) {
      depth++;
      if (depth > depthMax) return offset;
    } else if (unit === CLOSE_BRACKET || unit === CLOSE_BRACE) {
      depth--;
    }
  }
  return undefined;
}

const FIRST_PRINTABLE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;

/**
 * Offset of the first UTF-16 unit at which a text stops being JSON (RFC 8259), or `undefined` when
 * it is JSON. Linear, without recursion.
 *
 * Engines word the position of a syntax error differently or leave it out, so it is found here, and
 * only once `JSON.parse` has refused the text.
 */
export function syntaxErrorOffset(text: string): number | undefined {
  const scanner = new Scanner(text);
  return scanner.scan() ? undefined : scanner.offset;
}

class Scanner {
  offset = 0;
  readonly #text: string;
  /** The closing brackets still owed, innermost last. */
  readonly #owed: ("]" | "}")[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** True for JSON; else `offset` is where it stops being JSON. */
  scan(): boolean {
    do {
      if (!this.#value()) return false;
      if (!this.#afterValue()) return false;
    } while (this.#owed.length > 0);
    return this.offset === this.#text.length;
  }

  /** Reads a scalar or a whole empty container, or goes on into a container's first value. */
  #value(): boolean {
    for (;;) {
      this.#skip(SPACE);
      if (this.#take("[")) {
        this.#skip(SPACE);
        if (this.#take("]")) return true;
        this.#owed.push("]");
      } else if (this.#take("{")) {
        this.#skip(SPACE);
        if (this.#take("}")) return true;
        this.#owed.push("}");
        if (!this.#key()) return false;
      } else {
        return this.#scalar();
      }
    }
  }

  /** Reads closing brackets, then a comma when a value must follow. */
  #afterValue(): boolean {
    for (;;) {
      this.#skip(SPACE);
      const owed = this.#owed.at(-1);
      if (owed === undefined) return true;
      if (this.#take(owed)) {
        this.#owed.pop();
      } else {
        if (!this.#take(",")) return false;
        return owed === "]" || this.#key();
      }
    }
  }

  #key(): boolean {
    this.#skip(SPACE);
    if (!this.#take('"') || !this.#restOfString()) return false;
    this.#skip(SPACE);
    return this.#take(":");
  }

  #scalar(): boolean {
    if (this.#take('"')) return this.#restOfString();
    return this.#skip(NUMBER) || this.#skip(WORD);
  }

  #restOfString(): boolean {
    for (;;) {
      const unit = this.#text.charCodeAt(this.offset);
      if (unit === BACKSLASH) {
        if (!this.#skip(ESCAPE)) return false;
      } else if (unit >= FIRST_PRINTABLE) {
        this.offset++;
        if (unit === QUOTE) return true;
      } else {
        // A control character, or NaN at the end of the text.
        return false;
      }
    }
  }

  #take(unit: string): boolean {
    if (this.#text[this.offset] !== unit) return false;
    this.offset++;
    return true;
  }

  /** Moves over what the sticky pattern matches here; false when that is nothing. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    if (!pattern.test(this.#text)) return false;
    const moved = pattern.lastIndex > this.offset;
    this.offset = pattern.lastIndex;
    return moved;
  }
}
