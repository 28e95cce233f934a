import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { MemoryNotFoundError } from "../errors.js";
import { lexicalOnlyWeights } from "../recall/recall-weights.js";
import { toDirection } from "../vector/direction.js";
import type { MemoryContent } from "./memory.js";
import { MemoryTable, type MemoryTableOptions, memoryBytes } from "./memory-table.js";
import { recallPrior } from "./retention.js";
import { indexedText } from "./speaker-register.js";

const dimension = 4;
const open: MemoryTableOptions = {
  dimension,
  capacities: { shortTerm: 2, mediumTerm: 3, longTerm: 4 },
  bytesMax: 1 << 20,
};

function content(text: string, more: Partial<MemoryContent> = {}): MemoryContent {
  const hash = [...text].map((it) => it.charCodeAt(0).toString(16)).join("");
  return {
    hash,
    turn: 1,
    part: "message",
    role: "user",
    origin: "conversation",
    text,
    timestampMs: 0,
    importance: 0.5,
    triggers: [],
    seq: 1,
    ...more,
  };
}

function add(table: MemoryTable, text: string, more: Partial<MemoryContent> = {}): string {
  const direction = toDirection([...`${text}....`].slice(0, 4).map((it) => it.charCodeAt(0)));
  return table.add(content(text, more), { sitting: 1 }, direction).hash;
}

const textsOf = (table: MemoryTable) => [...table].map((memory) => memory.text);
const tiersOf = (table: MemoryTable) => [...table].map((memory) => memory.tier);

describe("consolidation", () => {
  test("moves the oldest on and forgets from the last tier alone", () => {
    const table = new MemoryTable(open);
    for (const text of ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]) add(table, text);
    table.consolidate();
    expect(textsOf(table)).toEqual(["b", "c", "d", "e", "f", "g", "h", "i", "j"]);
    expect(tiersOf(table)).toEqual([
      ...Array(4).fill("long_term"),
      ...Array(3).fill("medium_term"),
      ...Array(2).fill("short_term"),
    ]);
  });

  test("keeps what is important or used over what is merely newer", () => {
    const table = new MemoryTable({
      ...open,
      capacities: { shortTerm: 1, mediumTerm: 1, longTerm: 2 },
    });
    add(table, "important", { importance: 1 });
    const used = add(table, "used");
    table.countAccess(used);
    table.countAccess(used);
    add(table, "plain");
    add(table, "newer");
    add(table, "newest");
    table.consolidate();
    expect(textsOf(table)).toEqual(["important", "used", "newer", "newest"]);
  });

  test("holds the byte bound to the byte, but never forgets the newest", () => {
    const each = memoryBytes(content("aa"), dimension);
    const table = new MemoryTable({ ...open, bytesMax: 2 * each });
    for (const text of ["aa", "bb"]) add(table, text);
    table.consolidate();
    expect(table.size).toBe(2);
    expect(table.bytes).toBe(2 * each);
    add(table, "cc");
    table.consolidate();
    expect(textsOf(table)).toEqual(["bb", "cc"]);
    add(table, "x".repeat(3 * each));
    table.consolidate();
    expect(table.size).toBe(1);
  });
});

describe("what was added can be taken back", () => {
  const text = fc.constantFrom(
    "ann: hi",
    "ann: yes",
    "bob: no",
    "note: x",
    "why?",
    "done",
    "a b c",
  );

  test("as if it had never been there", () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 8 }),
        fc.array(text, { maxLength: 4 }),
        (kept, taken) => {
          const build = (texts: readonly string[], offset: number, table: MemoryTable) => {
            for (const [i, it] of texts.entries()) add(table, it, { hash: `${offset + i}` });
          };
          const plain = new MemoryTable(open);
          const edited = new MemoryTable(open);
          build(kept, 0, plain);
          build(kept, 0, edited);
          build(taken, 100, edited);
          edited.removeNewest(taken.length);
          build(["Ann: hello"], 200, plain);
          build(["Ann: hello"], 200, edited);
          expect([...edited]).toEqual([...plain]);
          expect(edited.bytes).toBe(plain.bytes);
          const rank = (table: MemoryTable) =>
            table
              .rank(
                {
                  recall: { text: "hello", weights: lexicalOnlyWeights },
                  nowMs: 0,
                  prior: recallPrior,
                },
                9,
              )
              .map(({ memory, score }) => [memory.hash, score]);
          expect(rank(edited)).toEqual(rank(plain));
        },
      ),
    );
  });

  test("and what was removed is not found", () => {
    const table = new MemoryTable(open);
    const hash = add(table, "gone");
    table.remove(hash);
    expect(() => table.get(hash)).toThrow(MemoryNotFoundError);
    expect(table.has(hash)).toBe(false);
    expect(table.bytes).toBe(0);
    table.countAccess(hash);
    expect(table.size).toBe(0);
  });
});

describe("speakers", () => {
  test("a name is one once it opens a second memory", () => {
    const table = new MemoryTable(open);
    add(table, "Caroline: Hello Mel", { hash: "1" });
    add(table, "Caroline: How are you?", { hash: "2" });
    add(table, "Good, thanks", { hash: "3", role: "assistant" });
    expect([...table].map((memory) => memory.speaker)).toEqual(["user", "Caroline", "assistant"]);
    expect([...table].map(indexedText)).toEqual([
      "Caroline: Hello Mel",
      "How are you?",
      "Good, thanks",
    ]);
  });

  test.each([
    ["note", false],
    ["message", true],
  ] as const)("a %s is found by the words of the one before it: %s", (part, isFound) => {
    const table = new MemoryTable(open);
    add(table, "boat", { hash: "1", part });
    add(table, "tent", { hash: "2", part });
    const none = Object.fromEntries(Object.keys(lexicalOnlyWeights).map((name) => [name, 0]));
    const weights = { ...lexicalOnlyWeights, ...none, pair: 1 };
    const ranked = table.rank({ recall: { text: "boat", weights }, nowMs: 0, prior: () => 0 }, 2);
    const tent = ranked.find(({ memory }) => memory.text === "tent");
    expect((tent?.score ?? 0) > 0).toBe(isFound);
  });
});
