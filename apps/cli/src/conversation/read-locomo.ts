import { UsageError } from "../errors.js";
import type { Conversation, EvidenceQuestion, Utterance } from "./conversation.js";
import { parseSittingDate } from "./parse-sitting-date.js";
import { type JsonFields, readFields, readText } from "./read-fields.js";
import { memoryText } from "./to-turns.js";

/** Questions of this category have no answer in the conversation. */
const adversarialCategory = 5;

/** Whether a JSON file is a list of LoCoMo's conversations. */
export function isLocomo(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return typeof value[0] === "object" && value[0] !== null && "conversation" in value[0];
}

/**
 * Reads one conversation of LoCoMo (Maharana et al., "Evaluating Very Long-Term Conversational
 * Memory of LLM Agents", ACL 2024) with the questions that have both an answer and evidence.
 * What a photo shows, its caption, stands in brackets after the words.
 *
 * @param index - counts from 0
 * @throws UsageError
 */
export function readLocomo(conversations: readonly unknown[], index: number): Conversation {
  if (conversations[index] === undefined) {
    throw new UsageError(`the file has conversations 0 to ${conversations.length - 1}`);
  }
  const fields = readFields(conversations[index], `conversation ${index}`);
  const said = readSittings(readFields(fields["conversation"], `conversation ${index}`));
  const questions = Array.isArray(fields["qa"]) ? fields["qa"] : [];
  return {
    utterances: [...said.values()],
    questions: questions.flatMap((question: unknown) => readQuestion(question, said)),
  };
}

/** All utterances by their id, in order. */
function readSittings(conversation: JsonFields): Map<string, Utterance> {
  const said = new Map<string, Utterance>();
  for (let sitting = 1; `session_${sitting}_date_time` in conversation; sitting += 1) {
    const name = `session_${sitting}`;
    const date = readText(conversation[`${name}_date_time`], `${name}_date_time`);
    const timestampMs = parseSittingDate(date);
    if (timestampMs === undefined) throw new UsageError(`${name}_date_time: no date: "${date}"`);
    // Some sittings have a date and no turns.
    const turns = conversation[name] ?? [];
    if (!Array.isArray(turns)) throw new UsageError(`${name}: expected an array of turns`);
    for (const [index, turn] of turns.entries()) {
      const place = `${name}, turn ${index + 1}`;
      const fields = readFields(turn, place);
      said.set(readText(fields["dia_id"], `${place}, dia_id`), {
        speaker: readText(fields["speaker"], `${place}, speaker`),
        text: captioned(readText(fields["text"], `${place}, text`), fields["blip_caption"]),
        timestampMs,
      });
    }
  }
  return said;
}

function captioned(text: string, caption: unknown): string {
  return typeof caption === "string" && caption !== "" ? `${text} [${caption}]` : text;
}

function readQuestion(value: unknown, said: ReadonlyMap<string, Utterance>): EvidenceQuestion[] {
  const { question, category, evidence } = readFields(value, "a question");
  if (category === adversarialCategory || !Array.isArray(evidence)) return [];
  // One string may hold several ids, and ids with leading zeros.
  const ids = evidence.flatMap((text: unknown) => String(text).match(/D\d+:\d+/g) ?? []);
  const utterances = ids.map((id) => said.get(id.replace(/:0+(\d)/, ":$1")));
  const texts = utterances.filter((found) => found !== undefined).map(memoryText);
  if (texts.length === 0) return [];
  return [{ question: readText(question, "a question"), evidence: [...new Set(texts)] }];
}
