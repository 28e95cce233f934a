import type { Utterance } from "./conversation.js";

/** A turn as a session stores it. */
export interface ReplayTurn {
  readonly message?: string;
  readonly response?: string;
  /** Unix milliseconds; both halves were said then. */
  readonly timestampMs?: number;
}

/**
 * The turns of a conversation: what an assistant says answers what the user said right before it,
 * and belongs to the same turn. People with names all say messages, `Name: text` each, for none of
 * them answers on behalf of the session.
 */
export function toTurns(utterances: readonly Utterance[]): ReplayTurn[] {
  const turns: ReplayTurn[] = [];
  let asked: Utterance | undefined;
  for (const utterance of utterances) {
    const { speaker, text } = utterance;
    if (speaker === "assistant" && asked !== undefined) {
      turns.pop();
      turns.push({ ...timeOf(asked), message: asked.text, response: text });
    } else if (speaker === "assistant") {
      turns.push({ ...timeOf(utterance), response: text });
    } else {
      turns.push({ ...timeOf(utterance), message: memoryText(utterance) });
    }
    asked = speaker === "user" ? utterance : undefined;
  }
  return turns;
}

/** An utterance as the text of a memory. */
export function memoryText({ speaker, text }: Utterance): string {
  return speaker === "user" || speaker === "assistant" ? text : `${speaker}: ${text}`;
}

function timeOf({ timestampMs }: Utterance): Pick<ReplayTurn, "timestampMs"> {
  return timestampMs === undefined ? {} : { timestampMs };
}
