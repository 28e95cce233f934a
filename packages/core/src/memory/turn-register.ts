import type { MemoryContent } from "./memory.js";
import { retypedForm } from "./retyped-form.js";

type Said = Pick<MemoryContent, "role" | "text">;

/** Which turns said which texts, so that a turn said again is known. */
export class TurnRegister {
  /** By {@link retypedForm}; the texts themselves tell exact repeats apart. */
  readonly #turnsByText: Record<MemoryContent["role"], Map<string, Set<number>>> = {
    user: new Map(),
    assistant: new Map(),
    tool: new Map(),
  };

  /** The turns held that said all of this, but for how it was typed. */
  turnsThatSaid(said: readonly Said[]): number[] {
    const [first, ...others] = said.map(({ role, text }) =>
      this.#turnsByText[role].get(retypedForm(text)),
    );
    if (first === undefined) return [];
    return [...first].filter((turn) => others.every((turns) => turns?.has(turn) === true));
  }

  add({ role, text, turn, part }: Pick<MemoryContent, "role" | "text" | "turn" | "part">): void {
    if (part === "note") return;
    const form = retypedForm(text);
    const turns = this.#turnsByText[role].get(form);
    if (turns === undefined) this.#turnsByText[role].set(form, new Set([turn]));
    else turns.add(turn);
  }

  remove({ role, text, turn }: Pick<MemoryContent, "role" | "text" | "turn">): void {
    const form = retypedForm(text);
    const turns = this.#turnsByText[role].get(form);
    turns?.delete(turn);
    if (turns?.size === 0) this.#turnsByText[role].delete(form);
  }
}
