import { disarmHeadings, disarmMarks } from "./block-marks.js";

/**
 * Characters that are invisible or reorder what is seen: bidirectional controls, zero-width
 * characters, tags, fillers, variation selectors. They can hide instructions from a person who
 * reads what a model reads. An emoji is no exception: whether it has a selector or a joiner is one
 * hidden bit, and without them its parts are still there.
 */
const invisible = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;

/**
 * What a terminal obeys (ECMA-48), whole: strings (OSC, DCS, SOS, PM, APC) up to their end, CSI
 * sequences, and other escapes, in their forms of 7 and of 8 bits. Of a string that never ends only
 * the beginning goes: the rest may be what somebody said. A string stops before whatever could
 * begin another, so each unit is read at most twice.
 */
const terminalSequence = new RegExp(
  [
    String.raw`(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])` +
      String.raw`(?:[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c))?`,
    String.raw`(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?`,
    String.raw`\x1b[ -/]*[0-~]?`,
  ].join("|"),
  "g",
);

/** Line breaks of every kind, tabs and control characters. */
const breaksAndControls = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * The text as a part of an item of a context block: it can begin no line and holds no mark of the
 * block, and so can imitate no header, item or role. Only the rendering changes; the stored text
 * keeps its bytes.
 */
export function sanitizeText(text: string): string {
  return disarmMarks(toLine(text));
}

/**
 * The same for a literal. What looks like a role in it stays, since `A:\x` is a path and must be
 * exact; without an item around it is none.
 */
export function sanitizeLiteral(text: string): string {
  return disarmHeadings(toLine(text));
}

function toLine(text: string): string {
  // The invisible first: inside a sequence they would keep it from being seen as one.
  return text
    .replace(invisible, "")
    .replace(terminalSequence, "")
    .replace(breaksAndControls, " ")
    .trim();
}
