import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { listMemories, type MemoryListing } from "./list-memories.js";
import type { SessionCommand } from "./session-command.js";
import { sessionMachine } from "./session-machine.js";
import type { SessionState } from "./session-state.js";
import { wordVector } from "./testing/word-vector.js";

const dimension = 8;
const nowMs = Date.UTC(2026, 0, 1);
const say = (text: string) => ({ text, vector: wordVector(text, dimension) });

function execute(state: SessionState | undefined, command: SessionCommand): SessionState {
  const position = { entity: "chat-1", seq: (state?.seq ?? 0) + 1 };
  const { op } = sessionMachine.decide(state, command, position);
  return (op === undefined ? state : sessionMachine.apply(state, op, position)) as SessionState;
}

function hold(texts: readonly string[], state = execute(undefined, begin)): SessionState {
  const turns = texts.map((text) => ({ message: say(text) }));
  return execute(state, { kind: "store-turns", turns, nowMs });
}

const begin: SessionCommand = {
  kind: "create",
  options: { dimension, capacities: { shortTerm: 2, mediumTerm: 3, longTerm: 100 } },
  nowMs,
};
const names = (count: number) => Array.from({ length: count }, (_, i) => `memory ${i}`);

function page(state: SessionState, listing: Partial<MemoryListing> = {}) {
  return listMemories(state, { limit: 3, nowMs, ...listing });
}
const texts = (found: ReturnType<typeof page>) => found?.memories.map((memory) => memory.text);

describe("pages of memories", () => {
  test("give each memory once, oldest first, whatever the limit", () => {
    const state = hold(names(10));
    for (const limit of [1, 3, 10, 11]) {
      const seen: string[] = [];
      let last: readonly string[] | undefined;
      do {
        const found = page(state, { limit, ...(last !== undefined && { after: last }) });
        seen.push(...(texts(found) ?? []));
        last = found?.last;
      } while (last !== undefined);
      expect(seen).toEqual(names(10));
    }
  });

  test("of one tier hold that tier alone", () => {
    const state = hold(names(10));
    expect(texts(page(state, { tier: "short_term" }))).toEqual(["memory 8", "memory 9"]);
    expect(page(state, { tier: "medium_term", limit: 3 })?.last).toBeUndefined();
    expect(texts(page(state, { tier: "long_term", limit: 9 }))).toHaveLength(5);
  });

  test("go on where they ended though memories there were forgotten and others stored", () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3, 4, 5], { maxLength: 3 }), (forgotten) => {
        let state = hold(names(9));
        const first = page(state, { limit: 4 });
        for (const place of forgotten) {
          const memory = [...state.memories].find(({ text }) => text === `memory ${place}`);
          const memoryHash = memory?.hash ?? "";
          state = execute(state, { kind: "forget-memory", memoryHash, nowMs });
        }
        state = hold(["new"], state);
        const rest = page(state, { limit: 99, after: first?.last ?? [] });
        const expected = [4, 5, 6, 7, 8].filter((place) => !forgotten.includes(place));
        expect(texts(rest)).toEqual([...expected.map((place) => `memory ${place}`), "new"]);
      }),
    );
  });

  test("say so when they cannot know where they were", () => {
    expect(page(hold(names(3)), { after: ["0".repeat(32)] })).toBeUndefined();
  });

  test("leave out what is over", () => {
    let state = hold(names(2));
    const memory = { ...say("passing"), expiresAtMs: nowMs + 1 };
    state = execute(state, { kind: "inject-memory", memory, expiresAtMs: nowMs + 1, nowMs });
    expect(texts(page(state))).toHaveLength(3);
    expect(texts(page(state, { nowMs: nowMs + 1 }))).toHaveLength(2);
  });
});
