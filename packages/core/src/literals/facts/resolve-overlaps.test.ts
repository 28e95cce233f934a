import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type FactCandidate, factKinds } from "./extracted-fact.js";
import { resolveOverlaps } from "./resolve-overlaps.js";

const at = (kind: FactCandidate["kind"], start: number, end: number): FactCandidate => ({
  kind,
  start,
  end,
  normalized: "",
});

test("the longest stays, of equally long ones the earlier kind, then the one further left", () => {
  const short = at("url", 2, 4);
  const long = at("symbol", 0, 5);
  expect(resolveOverlaps([short, long], 9)).toEqual([long]);
  expect(resolveOverlaps([at("path", 0, 3), at("email", 0, 3)], 9)).toEqual([at("email", 0, 3)]);
  expect(resolveOverlaps([at("path", 1, 4), at("path", 0, 3)], 9)).toEqual([at("path", 0, 3)]);
});

test("neighbours stay both", () => {
  expect(resolveOverlaps([at("path", 3, 6), at("uuid", 0, 3)], 6)).toEqual([
    at("uuid", 0, 3),
    at("path", 3, 6),
  ]);
});

test("no two overlap, every one left out touches a better one, and order does not matter", () => {
  const candidate = fc
    .tuple(fc.constantFrom(...factKinds), fc.nat(30), fc.integer({ min: 1, max: 10 }))
    .map(([kind, start, length]) => at(kind, start, start + length));
  const isBetter = (a: FactCandidate, b: FactCandidate) =>
    a.end - a.start > b.end - b.start ||
    (a.end - a.start === b.end - b.start &&
      (factKinds.indexOf(a.kind) < factKinds.indexOf(b.kind) ||
        (a.kind === b.kind && a.start <= b.start)));
  fc.assert(
    fc.property(fc.array(candidate), (candidates) => {
      const kept = resolveOverlaps(candidates, 50);
      for (const [i, it] of kept.entries()) {
        expect(it.start).toBeGreaterThanOrEqual(kept[i - 1]?.end ?? 0);
      }
      for (const it of candidates) {
        const rivals = kept.filter((other) => other.start < it.end && it.start < other.end);
        expect(rivals.some((other) => isBetter(other, it))).toBe(true);
      }
      expect(resolveOverlaps([...candidates].reverse(), 50)).toEqual(kept);
    }),
  );
});
