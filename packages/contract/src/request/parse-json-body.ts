import { jsonDepthMax } from "../limits.js";
import { deeperThan, syntaxErrorOffset } from "./json-syntax.js";
import type { ValidationError } from "./validation-error.js";

/** A parsed JSON body (`undefined` for an empty one), or why there is none. */
export type JsonBodyResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly errors: readonly [ValidationError] };

/**
 * Parses the bytes of a request body: UTF-8 (a byte order mark is skipped), JSON, nested at most
 * {@link jsonDepthMax} deep. Only whitespace counts as no body. Never throws.
 *
 * Offsets in the errors count UTF-16 units of the decoded text.
 *
 * @example
 * ```ts
 * parseJsonBody(new TextEncoder().encode('{"message":}'));
 * // { ok: false, errors: [{ loc: ["body", 11], msg: "JSON decode error", type: "json_invalid" }] }
 * ```
 */
export function parseJsonBody(bytes: Uint8Array): JsonBodyResult {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return invalid(["body"], "JSON decode error: the body is not valid UTF-8");
  }
  return parseJsonText(text);
}

/** Parses the text of a request body; see {@link parseJsonBody}. */
export function parseJsonText(text: string): JsonBodyResult {
  if (/^[ \t\r\n]*$/.test(text)) return { ok: true, value: undefined };
  const tooDeepAt = deeperThan(text, jsonDepthMax);
  if (tooDeepAt !== undefined) {
    const message = `JSON decode error: nested deeper than ${jsonDepthMax} levels`;
    return invalid(["body", tooDeepAt], message);
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return invalid(["body", syntaxErrorOffset(text) ?? text.length], "JSON decode error");
  }
}

function invalid(loc: ValidationError["loc"], msg: string): JsonBodyResult {
  return { ok: false, errors: [{ loc, msg, type: "json_invalid" }] };
}
