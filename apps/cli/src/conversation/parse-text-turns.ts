import { UsageError } from "../errors.js";
import type { Utterance } from "./conversation.js";

/** A name of at most 40 characters, a colon and a space. */
const nameAndColon = /^\s*([\p{L}][\p{L}\p{N} ._'-]{0,39}): +(.*\S)\s*$/u;

/**
 * Reads lines of the form `Name: text`. A line of another form goes on with what was said before;
 * blank lines mean nothing. `User` and `Assistant` are roles, in any case.
 *
 * @throws UsageError when the first line names nobody
 */
export function parseTextTurns(text: string): Utterance[] {
  const utterances: Utterance[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const [, name, words] = nameAndColon.exec(line) ?? [];
    const last = utterances.at(-1);
    if (name !== undefined && words !== undefined) {
      utterances.push({ speaker: speakerOf(name), text: words });
    } else if (last !== undefined) {
      utterances[utterances.length - 1] = { ...last, text: `${last.text}\n${line.trim()}` };
    } else {
      throw new UsageError(`line ${index + 1}: expected \`Name: text\``);
    }
  }
  return utterances;
}

function speakerOf(name: string): string {
  const lowerCase = name.toLowerCase();
  return lowerCase === "user" || lowerCase === "assistant" ? lowerCase : name;
}
