import type { FactCandidate } from "./extracted-fact.js";

/** Longer runs are encoded data rather than names, in UTF-16 units. */
export const symbolLengthMax = 128;

const identifierRun = /[\p{L}\p{M}\p{N}_$]+/gu;
const digitFirst = /^\p{N}/u;
const letter = /\p{L}/u;
/** `camelCase`, `PascalCase`, `HTTPServer`, `snake_case`, `$HOME`, `__init__`. */
const codeWord = /\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}\p{Ll}|[\p{L}\p{N}]_{1,2}[\p{L}\p{N}]|^\$\p{L}/u;
const joints: ReadonlySet<string> = new Set([".", "::", "->", "#"]);
const emptyCall = "()";

/** Identifiers joined by `.`, `::`, `->` or `#`. */
interface Chain {
  readonly start: number;
  readonly end: number;
  readonly isCode: boolean;
}

/**
 * Names of code: words written as no prose is (humps, underscores), members and scopes, calls
 * without arguments, and any name between backticks. Normalized: without the `()` of a call.
 */
export function* findSymbols(text: string): Generator<FactCandidate> {
  for (const chain of chains(text)) {
    const name = text.slice(chain.start, Math.min(chain.end, chain.start + symbolLengthMax + 1));
    if (name.length > symbolLengthMax || !letter.test(name)) continue;
    const isCall = text.startsWith(emptyCall, chain.end);
    const end = isCall ? chain.end + emptyCall.length : chain.end;
    const isQuoted = text.charAt(chain.start - 1) === "`" && text.charAt(end) === "`";
    if (isCall || isQuoted || chain.isCode) {
      yield { kind: "symbol", start: chain.start, end, normalized: name };
    }
  }
}

function* chains(text: string): Generator<Chain> {
  let chain: Chain | undefined;
  for (const { 0: identifier, index: start } of text.matchAll(identifierRun)) {
    if (digitFirst.test(identifier)) continue;
    const end = start + identifier.length;
    const isCode = codeWord.test(identifier) || isDunder(identifier);
    const joint = chain === undefined ? undefined : jointBetween(text, chain.end, start);
    if (chain !== undefined && joint !== undefined) {
      chain = { start: chain.start, end, isCode: chain.isCode || isCode || joint !== "." };
    } else {
      if (chain !== undefined) yield chain;
      chain = { start, end, isCode };
    }
  }
  if (chain !== undefined) yield chain;
}

function jointBetween(text: string, end: number, start: number): string | undefined {
  if (start - end > 2) return undefined;
  const between = text.slice(end, start);
  return joints.has(between) ? between : undefined;
}

function isDunder(identifier: string): boolean {
  return identifier.startsWith("__") && identifier.endsWith("__");
}
