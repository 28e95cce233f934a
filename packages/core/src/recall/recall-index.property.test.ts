import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { RecallIndex } from "./recall-index.js";
import type { RecallUnit } from "./recall-unit.js";
import { useLiteWeights } from "./recall-weights.js";

/*
 * A session is restored into other slots than it had, and units come and go. Scores must not tell:
 * they are part of answers that a replay has to repeat bit for bit.
 */

/** A unit with its vector's cosine, keyed by its place in the whole history. */
interface HistoryUnit {
  readonly unit: RecallUnit;
  readonly cosine: number;
}

const words = [
  "boat",
  "sail",
  "Split",
  "yesterday",
  "in",
  "the",
  "May",
  "?",
  "lake",
  "2023",
  "in December",
  "Ana",
];
const sentence = fc
  .array(fc.constantFrom(...words), { maxLength: 12 })
  .map((picked) => picked.join(" "));

const historyUnit: fc.Arbitrary<HistoryUnit> = fc.record({
  // Thousandths, so that sums round and their order shows.
  cosine: fc.integer({ min: -1000, max: 1000 }).map((thousandths) => thousandths / 1000),
  unit: fc
    .record({
      text: sentence,
      caption: fc.option(sentence, { nil: undefined }),
      speaker: fc.option(fc.constantFrom("Ana", "Ben Lake", "user"), { nil: undefined }),
      sitting: fc.integer({ min: 1, max: 3 }),
      day: fc.option(fc.integer({ min: 19_000, max: 20_000 }), { nil: undefined }),
    })
    .map(({ text, caption, speaker, sitting, day }): RecallUnit => {
      const optional = Object.entries({ caption, speaker, day }).filter(
        ([, value]) => value !== undefined,
      );
      return { text, sitting, ...Object.fromEntries(optional) };
    }),
});

interface PlacedUnit extends HistoryUnit {
  readonly slot: number;
}

function ranking(index: RecallIndex, placed: readonly PlacedUnit[], text: string) {
  const cosines = new Float64Array(200).fill(Number.NaN);
  for (const { slot, cosine } of placed) cosines[slot] = cosine;
  const places = new Map(placed.map(({ slot }, place) => [slot, place]));
  return index
    .rank({ text, cosines, weights: useLiteWeights }, placed.length)
    .map(({ slot, ...rest }) => ({ place: places.get(slot), ...rest }));
}

function build(placed: readonly PlacedUnit[]): RecallIndex {
  const index = new RecallIndex();
  for (const { slot, unit } of placed) index.add(slot, unit);
  return index;
}

/** Some slots for `count` units, all different, in no order. */
const slotsFor = (count: number) =>
  fc.uniqueArray(fc.nat({ max: 199 }), { minLength: count, maxLength: count });

const scenario = fc
  .array(fc.record({ entry: historyUnit, isRemoved: fc.boolean() }), { maxLength: 25 })
  .chain((history) =>
    fc.record({
      history: fc.constant(history),
      slots: slotsFor(history.length),
      otherSlots: slotsFor(history.length),
      removalOrder: fc.shuffledSubarray(
        history.flatMap(({ isRemoved }, place) => (isRemoved ? [place] : [])),
        { minLength: history.filter(({ isRemoved }) => isRemoved).length },
      ),
      question: sentence,
    }),
  );

describe("RecallIndex", () => {
  test("removing equals never having added, in any slots, bit for bit", () => {
    fc.assert(
      fc.property(scenario, ({ history, slots, otherSlots, removalOrder, question }) => {
        const place = (from: readonly number[]): PlacedUnit[] =>
          history.map(({ entry }, i) => ({ ...entry, slot: from[i] as number }));
        const survivors = (all: readonly PlacedUnit[]): PlacedUnit[] =>
          all.filter((_, i) => history[i]?.isRemoved === false);

        const lived = build(place(slots));
        for (const removed of removalOrder) lived.remove(slots[removed] as number);
        const fresh = build(survivors(place(otherSlots)));

        const before = ranking(lived, survivors(place(slots)), question);
        expect(before).toStrictEqual(ranking(fresh, survivors(place(otherSlots)), question));
        expect(lived.bytes).toBe(fresh.bytes);
      }),
      { numRuns: 300 },
    );
  });

  test("asking between additions changes nothing", () => {
    fc.assert(
      fc.property(fc.array(historyUnit, { maxLength: 20 }), sentence, (history, question) => {
        const placed = history.map((entry, slot) => ({ ...entry, slot }));
        const asked = new RecallIndex();
        placed.forEach(({ slot, unit }, count) => {
          asked.add(slot, unit);
          ranking(asked, placed.slice(0, count + 1), question);
        });
        const built = build(placed);
        expect(ranking(asked, placed, question)).toStrictEqual(ranking(built, placed, question));
      }),
    );
  });

  test("replacing equals having added the other in its stead, bit for bit", () => {
    const replaced = fc.array(historyUnit, { minLength: 1, maxLength: 20 }).chain((history) =>
      fc.record({
        history: fc.constant(history),
        at: fc.nat({ max: history.length - 1 }),
        other: historyUnit,
        question: sentence,
      }),
    );
    fc.assert(
      fc.property(replaced, ({ history, at, other, question }) => {
        const placed = history.map((entry, slot) => ({ ...entry, slot }));
        const corrected = build(placed);
        corrected.replace(at, other.unit);
        const expected = placed.with(at, { ...other, slot: at });
        const fresh = build(expected);
        expect(ranking(corrected, expected, question)).toStrictEqual(
          ranking(fresh, expected, question),
        );
        expect(corrected.bytes).toBe(fresh.bytes);
      }),
    );
  });

  test("a freed slot carries nothing over to its next unit", () => {
    fc.assert(
      fc.property(historyUnit, historyUnit, sentence, (first, second, question) => {
        const reused = build([{ ...first, slot: 0 }]);
        reused.remove(0);
        reused.add(0, second.unit);
        const placed = [{ ...second, slot: 0 }];
        expect(ranking(reused, placed, question)).toStrictEqual(
          ranking(build(placed), placed, question),
        );
      }),
    );
  });

  test("scores are finite and confidences within 0 and 1", () => {
    fc.assert(
      fc.property(fc.array(historyUnit, { maxLength: 20 }), fc.string(), (history, question) => {
        const placed = history.map((entry, slot) => ({ ...entry, slot }));
        for (const { score, confidence } of ranking(build(placed), placed, question)) {
          expect(Number.isFinite(score)).toBe(true);
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
