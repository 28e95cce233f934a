import { codeTokens } from "./code-tokens.js";
import type { Literal } from "./literal.js";
import type { LiteralCache } from "./literal-cache.js";
import { isTelling } from "./literal-index.js";
import { rankLiterals } from "./rank-literals.js";

/**
 * The literals a message speaks of, for its context: those of which at least half the telling
 * tokens of the key, or of the value, occur in the message. Telling are tokens of two characters
 * or more that are no English stop words. Ordered by how many such tokens of key and value occur,
 * then by importance, then the newest first.
 *
 * Reads only; what enters a context is counted by {@link LiteralCache.countAccess}.
 *
 * @param limit - most literals to give, 1..1000
 * @throws InvalidArgumentError for another limit
 *
 * @example
 * ```ts
 * cache.put({ key: "db_port", kind: "constant", value: "5433" });
 * matchingLiterals(cache, "Which port does the db listen on?", 5); // [db_port]
 * ```
 */
export function matchingLiterals(cache: LiteralCache, message: string, limit: number): Literal[] {
  const scored = cache
    .overlaps(codeTokens(message).filter(isTelling))
    .filter(
      ({ shared, telling }) =>
        isMuch(shared.key, telling.key) || isMuch(shared.value, telling.value),
    )
    .map(({ literal, shared }) => ({ literal, score: shared.key + shared.value }));
  return rankLiterals(scored, limit);
}

function isMuch(shared: number, telling: number): boolean {
  return shared > 0 && 2 * shared >= telling;
}
