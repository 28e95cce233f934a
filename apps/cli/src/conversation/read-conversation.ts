import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { CliError, UsageError } from "../errors.js";
import type { Conversation } from "./conversation.js";
import { parseJson, parseJsonLines, readJsonTurns } from "./parse-json-turns.js";
import { parseTextTurns } from "./parse-text-turns.js";
import { isLocomo, readLocomo } from "./read-locomo.js";

/**
 * Reads a conversation file; its name says the format. `.jsonl` and `.ndjson`: one turn a line.
 * `.json`: turns, or LoCoMo's conversations. Anything else: lines of `Name: text`.
 *
 * @param index - which conversation of a LoCoMo file, from 0
 * @throws UsageError naming the place in the file
 */
export async function readConversation(path: string, index: number): Promise<Conversation> {
  const text = await readFile(path, "utf8");
  try {
    const conversation = parseConversation(text, extname(path).toLowerCase(), index);
    if (conversation.utterances.length > 0) return conversation;
    throw new UsageError("nothing is said in it");
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new UsageError(`${path}: ${error.message}`, { cause: error });
  }
}

function parseConversation(text: string, extension: string, index: number): Conversation {
  if (extension === ".jsonl" || extension === ".ndjson") {
    return { utterances: parseJsonLines(text), questions: [] };
  }
  if (extension !== ".json") return { utterances: parseTextTurns(text), questions: [] };
  const value = parseJson(text, "the file");
  if (isLocomo(value)) return readLocomo(value, index);
  return { utterances: readJsonTurns(value), questions: [] };
}
