import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { TopRanked } from "./top-ranked.js";

test("is the head of a full sort, later positions first among equals", () => {
  const scores = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 });
  fc.assert(
    fc.property(scores, fc.nat({ max: 70 }), (given, limit) => {
      const top = new TopRanked(limit);
      given.forEach((score, position) => {
        top.offer(position, score);
      });
      const sorted = given
        .map((score, position) => ({ score, position }))
        .sort((a, b) => b.score - a.score || b.position - a.position)
        .slice(0, limit)
        .map(({ position }) => position);
      expect(top.drain()).toEqual(sorted);
    }),
  );
});
