/** ESC sequences that recolour or rewrite a terminal (ECMA-48 CSI), whole. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC is what this is about.
const ansiSequence = /\u001b\[[0-9;?]*[ -/]*[@-~]?/g;

/**
 * Characters that are invisible or reorder what is seen: bidirectional controls, zero-width
 * characters, tags, soft hyphens, supplementary variation selectors. They can hide instructions
 * from a person who reads what a model reads.
 */
const invisible = /\p{Cf}|[\u{e0100}-\u{e01ef}]/gu;

/** Line breaks of every kind, tabs and control characters. */
const breaksAndControls = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * The text as one line of a context block: stored text can begin no line, and so can imitate no
 * header, item or role. Only the rendering changes; the stored text keeps its bytes.
 */
export function sanitizeText(text: string): string {
  return text
    .replace(ansiSequence, "")
    .replace(invisible, "")
    .replace(breaksAndControls, " ")
    .trim();
}
