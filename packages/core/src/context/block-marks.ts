import type { TurnPart } from "../memory/memory.js";
import type { ContextHeader } from "./context-item.js";

/** What stands before each part of a turn. */
const partNames: Readonly<Record<TurnPart, string>> = { message: "Q", response: "A", note: "Note" };

/** The first line of a context block. */
export function headerMark({ phase, turn, memoryCount }: ContextHeader): string {
  return `[Semvec Context | Phase: ${phase} | Turn ${turn} | ${memoryCount} memories]`;
}

/** What an item begins with. */
export function itemMark(number: number, relevance: number): string {
  return `${number}. [${relevance.toFixed(2)}]`;
}

/** What a part of an item begins with. */
export function partMark(part: TurnPart): string {
  return `${partNames[part]}:`;
}

/** The bracket of a header or an item, after what makes it one. */
const markBracket = /(\d\.\s*)\[(?=[01]\.\d\d\])|\[(?=\s*Semvec\s+Context)/gi;

/** The colon of a part's name that stands as a word of its own. */
const partColon = new RegExp(`(?<![A-Za-z0-9_])(${Object.values(partNames).join("|")}):`, "g");

/** RATIO: looks like a colon, and is none in any normal form of Unicode. */
const ratio = "\u2236";

/**
 * The text without what would pass for a header or the beginning of an item: such a bracket becomes
 * a parenthesis. All else stays, for a literal is to be shown as it is.
 *
 * @param line - without line breaks and invisible characters
 * @example disarmHeadings("2. [0.99] [Semvec Context") // "2. (0.99] (Semvec Context"
 */
export function disarmHeadings(line: string): string {
  return line.replace(markBracket, "$1(");
}

/**
 * The text without anything that would pass for a mark of the block: a header, the beginning of an
 * item, or of a part, whose colon becomes the like-looking U+2236. Only marks as the renderer
 * writes them are meant; what merely looks like one to the eye stays. Neither the length nor
 * anything else changes, and what was disarmed stays as it is. Linear in the text.
 *
 * @param line - without line breaks and invisible characters
 * @example disarmMarks("Plan A: go at 10:30, Q1: wait") // "Plan A∶ go at 10:30, Q1: wait"
 */
export function disarmMarks(line: string): string {
  return disarmHeadings(line).replace(partColon, `$1${ratio}`);
}
