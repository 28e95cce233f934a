import type { MemoryContent } from "./memory.js";

/** Which turns said which texts, so that a turn said again word for word is known. */
export class TurnRegister {
  readonly #turnsByText: Record<MemoryContent["role"], Map<string, Set<number>>> = {
    user: new Map(),
    assistant: new Map(),
    tool: new Map(),
  };

  /** Whether one turn that is held said all of this. */
  holds(said: readonly Pick<MemoryContent, "role" | "text">[]): boolean {
    const [first, ...others] = said.map(({ role, text }) => this.#turnsByText[role].get(text));
    if (first === undefined) return false;
    return [...first].some((turn) => others.every((turns) => turns?.has(turn) === true));
  }

  add({ role, text, turn, part }: Pick<MemoryContent, "role" | "text" | "turn" | "part">): void {
    if (part === "note") return;
    const turns = this.#turnsByText[role].get(text);
    if (turns === undefined) this.#turnsByText[role].set(text, new Set([turn]));
    else turns.add(turn);
  }

  remove({ role, text, turn }: Pick<MemoryContent, "role" | "text" | "turn">): void {
    const turns = this.#turnsByText[role].get(text);
    turns?.delete(turn);
    if (turns?.size === 0) this.#turnsByText[role].delete(text);
  }
}
