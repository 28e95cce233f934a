import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { coordinationLimits } from "../limits.js";
import { type HeardMessages, hasHeard, hear, nothingHeard } from "./message-ledger.js";

const { heardMessageCountMax, heardSourceCountMax } = coordinationLimits;
const id = (source: string, sourceSeq: number, sourceIndex = 0) => {
  return { source, sourceSeq, sourceIndex };
};

test("a message has one effect, in whatever order and however often it comes", () => {
  const message = fc.record({
    source: fc.constantFrom("a", "b", "c"),
    sourceSeq: fc.integer({ min: 1, max: 12 }),
    sourceIndex: fc.nat(1),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 60 }), (messages) => {
      let heard: HeardMessages = nothingHeard;
      const effects: string[] = [];
      for (const it of messages) {
        if (hasHeard(heard, it)) continue;
        heard = hear(heard, it);
        effects.push(JSON.stringify(it));
      }
      expect(effects).toHaveLength(new Set(messages.map((it) => JSON.stringify(it))).size);
    }),
  );
});

test("of one source the newest 128 are told apart; what is older counts as heard", () => {
  let heard: HeardMessages = nothingHeard;
  for (let seq = 2; seq <= heardMessageCountMax; seq++) heard = hear(heard, id("a", seq));
  expect(hasHeard(heard, id("a", 1))).toBe(false);
  heard = hear(heard, id("a", heardMessageCountMax + 1));
  expect(hasHeard(heard, id("a", 1))).toBe(true);
  expect(heard[0]?.numbers).toHaveLength(heardMessageCountMax);
  expect(hasHeard(heard, id("b", 1))).toBe(false);
});

test("the 513th source makes the one forgotten that was quiet longest", () => {
  let heard: HeardMessages = nothingHeard;
  for (let i = 0; i < heardSourceCountMax; i++) heard = hear(heard, id(`s${i}`, 1));
  heard = hear(heard, id("s0", 2));
  heard = hear(heard, id("new", 1));
  expect(heard).toHaveLength(heardSourceCountMax);
  expect(hasHeard(heard, id("s0", 1))).toBe(true);
  expect(hasHeard(heard, id("s1", 1))).toBe(false);
});
