import { parseTurnPrefix } from "../recall/turn-prefix.js";
import type { Memory, MemoryContent } from "./memory.js";
import { speakerLengthMax } from "./memory-limits.js";

/**
 * Who speaks in a session. A name before a colon (`Caroline: …`) is a speaker once it opens at
 * least two of the memories held, for "Note: …" looks the same; until then, and without one, the
 * role is.
 */
export class SpeakerRegister {
  /** Never more names than memories, so the memories' bound is its bound. */
  readonly #memoriesByName = new Map<string, number>();

  /** The speaker of a memory that is about to be counted. */
  speakerOf(memory: Pick<MemoryContent, "text" | "role">): string {
    const name = speakerNameOf(memory);
    return name !== undefined && this.#memoriesByName.has(name) ? name : memory.role;
  }

  count(memory: Pick<MemoryContent, "text">): void {
    this.#change(memory, 1);
  }

  forget(memory: Pick<MemoryContent, "text">): void {
    this.#change(memory, -1);
  }

  #change(memory: Pick<MemoryContent, "text">, by: 1 | -1): void {
    const name = speakerNameOf(memory);
    if (name === undefined) return;
    const memories = (this.#memoriesByName.get(name) ?? 0) + by;
    if (memories > 0) this.#memoriesByName.set(name, memories);
    else this.#memoriesByName.delete(name);
  }
}

function speakerNameOf(memory: Pick<MemoryContent, "text">): string | undefined {
  const name = parseTurnPrefix(memory.text).speaker;
  return name === undefined || name.length > speakerLengthMax ? undefined : name;
}

/** What recall indexes of a memory: its text without a date, and without its speaker's name. */
export function indexedText(memory: Pick<Memory, "text" | "speaker">): string {
  const prefix = parseTurnPrefix(memory.text);
  return prefix.speaker === memory.speaker ? prefix.body : prefix.text;
}
