import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { noPosting, PostingLists } from "./posting-lists.js";

/** The postings of a term as sorted `[slot, count]` pairs. */
function postingsOf(lists: PostingLists, term: string): [number, number][] {
  const found: [number, number][] = [];
  for (let posting = lists.first(term); posting !== noPosting; posting = lists.next(posting)) {
    found.push([lists.slotOf(posting), lists.countOf(posting)]);
  }
  return found.sort(([a], [b]) => a - b);
}

describe("PostingLists", () => {
  test("lists the slots of a term with their counts", () => {
    const lists = new PostingLists();
    lists.add(7, ["boat", "sail", "boat"]);
    lists.add(3, ["boat"]);
    expect(postingsOf(lists, "boat")).toEqual([
      [3, 1],
      [7, 2],
    ]);
    expect(lists.slotsWith("boat")).toBe(2);
    expect(lists.slotsWith("tent")).toBe(0);
    expect(postingsOf(lists, "tent")).toEqual([]);
  });

  test("forgets a term with its last slot", () => {
    const lists = new PostingLists();
    lists.add(0, ["boat", "sail"]);
    lists.add(1, ["boat"]);
    lists.remove(0);
    expect(lists.termCount).toBe(1);
    lists.remove(1);
    expect(lists.termCount).toBe(0);
    expect(lists.bytes).toBe(0);
  });

  test("takes terms that are also names of object members", () => {
    const lists = new PostingLists();
    lists.add(0, ["constructor", "__proto__"]);
    expect(lists.slotsWith("__proto__")).toBe(1);
    expect(lists.slotsWith("toString")).toBe(0);
  });

  test("agrees with a plain model after any additions and removals", () => {
    const terms = ["a", "b", "c", "d", "e"];
    const change = fc.record({
      slot: fc.nat({ max: 11 }),
      terms: fc.array(fc.constantFrom(...terms), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const lists = new PostingLists();
        const model = new Map<number, readonly string[]>();
        for (const { slot, terms: slotTerms } of changes) {
          if (model.delete(slot)) lists.remove(slot);
          else {
            model.set(slot, slotTerms);
            lists.add(slot, slotTerms);
          }
        }
        const fresh = new PostingLists();
        for (const [slot, slotTerms] of model) fresh.add(slot, slotTerms);
        for (const term of terms) {
          const expected = [...model]
            .map(([slot, of]): [number, number] => [slot, of.filter((t) => t === term).length])
            .filter(([, count]) => count > 0)
            .sort(([a], [b]) => a - b);
          expect(postingsOf(lists, term)).toEqual(expected);
          expect(lists.slotsWith(term)).toBe(expected.length);
        }
        const seen = new Set<string>();
        for (const [slot, slotTerms] of model) {
          const fresh = new Set(slotTerms.filter((term) => !seen.has(term)));
          expect(lists.firstMentions[slot]).toBe(fresh.size);
          for (const term of fresh) seen.add(term);
        }
        expect(lists.bytes).toBe(fresh.bytes);
      }),
    );
  });
});
