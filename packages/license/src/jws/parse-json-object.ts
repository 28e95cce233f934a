import { ownProperties } from "./own-properties.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** String literals (with the colon that makes one a key) and brackets of a valid JSON text. */
const structure = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g;

/**
 * Parses a JSON object strictly, or answers `undefined`: invalid UTF-8, a byte order mark, a value
 * that is no object, and a member named twice (at any depth) are refused.
 *
 * RFC 7515 §4 and RFC 7519 §4 ask for unique names: two parsers that choose different duplicates
 * read two different licences from one signed text. The answer is a map of the object's own
 * members, so no claim can ever be read from a prototype.
 */
export function parseJsonObject(
  source: Uint8Array | string,
): ReadonlyMap<string, unknown> | undefined {
  try {
    const text = typeof source === "string" ? source : utf8.decode(source);
    const members = ownProperties(JSON.parse(text));
    return members === undefined || hasDuplicateMember(text) ? undefined : members;
  } catch {
    return undefined;
  }
}

/** Expects a text that `JSON.parse` accepts, where brackets pair and only keys precede a colon. */
function hasDuplicateMember(text: string): boolean {
  const open: Set<string>[] = [];
  for (const [token, literal, colon] of text.matchAll(structure)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (literal !== undefined && colon !== undefined) {
      const keys = open.at(-1);
      // Compared after unescaping: "sub" and "s\u0075b" are the same member.
      const key: string = JSON.parse(literal);
      if (keys?.has(key)) return true;
      keys?.add(key);
    }
  }
  return false;
}
