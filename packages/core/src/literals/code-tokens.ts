import { capMarkRuns } from "../lexical/cap-mark-runs.js";
import { wordCharactersMax } from "../lexical/words.js";

/**
 * Between tokens: anything but letters, marks and digits; the hump of `camelCase`; the end of the
 * capitals in `HTTPServer`. Lookarounds of fixed width and one run keep it linear.
 */
const boundary = /[^\p{L}\p{M}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/**
 * The distinct tokens of code or prose, in lower case and normal form NFC, in order of first
 * appearance: split at everything that is no letter or digit (so at `_` too) and at the humps of
 * camel case. What is longer than {@link wordCharactersMax} is cut. Linear in the text.
 *
 * @example
 * ```ts
 * codeTokens("getHTTPResponse(user_id)"); // ["get", "http", "response", "user", "id"]
 * ```
 */
export function codeTokens(text: string): string[] {
  const tokens = new Set<string>();
  for (const part of capMarkRuns(text).normalize("NFC").split(boundary)) {
    if (part !== "") tokens.add(part.slice(0, wordCharactersMax).toLowerCase());
  }
  return [...tokens];
}
