import { beforeEach, describe, expect, test } from "@jest/globals";
import { InvalidArgumentError } from "../errors.js";
import { dayNumber } from "./calendar.js";
import { dayMagnitudeMax, RecallIndex, slotCountMax } from "./recall-index.js";
import type { RecallQuery } from "./recall-query.js";
import type { RecallUnit } from "./recall-unit.js";
import { lexicalOnlyWeights, type RecallWeights, useLiteWeights } from "./recall-weights.js";
import { conversationWordsMax } from "./turn-cues.js";
import { reasonLogitMin } from "./unit-scorer.js";

const may8 = 19_485;

const units: readonly RecallUnit[] = [
  { text: "Did you ever learn to sail?", speaker: "Ana", sitting: 1, day: may8 },
  { text: "Yes, on a lake near home.", speaker: "Will", sitting: 1, day: may8 },
  { text: "Lovely. My cat sleeps all day.", speaker: "Ana", sitting: 1, day: may8 },
  { text: "Bought a tent, tents are cheap.", speaker: "Will", sitting: 2, day: may8 + 40 },
  { text: "Nice.", caption: "a red kayak", speaker: "Ana", sitting: 2, day: may8 + 40 },
  { text: "Thanks.", speaker: "Will", sitting: 2, day: may8 + 40 },
];

function indexOf(given: readonly RecallUnit[]): RecallIndex {
  const index = new RecallIndex();
  given.forEach((unit, slot) => {
    index.add(slot, unit);
  });
  return index;
}

const lexically = (text: string): RecallQuery => ({ text, weights: lexicalOnlyWeights });

describe("RecallIndex.rank", () => {
  let index: RecallIndex;
  beforeEach(() => {
    index = indexOf(units);
  });
  const slots = (query: RecallQuery, limit = 6): number[] =>
    index.rank(query, limit).map(({ slot }) => slot);

  test("finds an answer that shares a word with the question only through its neighbour", () => {
    const [best] = index.rank(lexically("Where did Will learn to sail?"), 1);
    expect(best).toMatchObject({ slot: 1, confidence: 1 });
    expect(best?.reasons).toEqual(["neighbours", "speaker", "cues"]);
  });

  test("gives the unit's own words as the reason when they match", () => {
    const [best] = index.rank(lexically("cheap tents"), 1);
    expect(best).toMatchObject({ slot: 3, reasons: ["lexical"] });
  });

  test("finds the words of a caption", () => {
    expect(slots(lexically("kayak"), 1)).toEqual([4]);
  });

  test("prefers what was said when the question asks about", () => {
    const [best] = index.rank(lexically("What did Will buy in June 2023?"), 1);
    expect(best?.slot).toBe(3);
    expect(best?.reasons).toContain("date");
    expect(slots(lexically("8 May 2023"), 3).sort()).toEqual([0, 1, 2]);
  });

  test.each([
    ["own", [0, 1, 0]],
    ["pair", [0, 1, 0]],
    ["window", [1, 1, 0]],
    ["sitting", [1, 1, 0]],
    ["speaker", [1, -1, 1]],
  ] as const)("the weight %s multiplies its feature alone", (name, expected) => {
    const zero = Object.fromEntries(Object.keys(lexicalOnlyWeights).map((key) => [key, 0]));
    const weights: RecallWeights = { ...lexicalOnlyWeights, ...zero, [name]: 2 };
    const three = indexOf([
      { text: "lake", speaker: "Ana", sitting: 1 },
      { text: "boat", speaker: "Will", sitting: 1 },
      { text: "tent", speaker: "Ana", sitting: 2 },
    ]);
    const ranked = three.rank({ text: "Which boat, Ana?", weights }, 3);
    const scores = ranked.sort((a, b) => a.slot - b.slot).map(({ score }) => score / 2);
    expected.forEach((feature, slot) => {
      expect(scores[slot]).toBeCloseTo(feature, 12);
    });
  });

  test("a group of features is a reason from its minimum on", () => {
    const reasons = (cosineWeight: number) => {
      const weights = {
        ...useLiteWeights,
        dense: cosineWeight,
        densePrevious: 0,
        denseNext: 0,
      };
      const pair = indexOf([
        { text: "a", sitting: 1 },
        { text: "b", sitting: 1 },
      ]);
      // Of two units one stands a standard deviation above the mean: a feature of 1/4.
      return pair.rank({ cosines: Float64Array.of(1, 0), weights }, 1)[0]?.reasons;
    };
    expect(reasons(4 * reasonLogitMin)).toEqual(["dense"]);
    expect(reasons(4 * reasonLogitMin - 0.001)).toEqual([]);
  });

  test("confidence is e to the distance from the best", () => {
    const ranked = index.rank(lexically("Where did Will learn to sail?"), 6);
    for (const { score, confidence } of ranked) {
      expect(confidence).toBe(Math.exp(score - (ranked[0]?.score ?? Number.NaN)));
    }
    expect(ranked.map(({ score }) => score)).toEqual(
      ranked.map(({ score }) => score).sort((a, b) => b - a),
    );
  });

  test("with only stop words or a name left: speaker, cues, novelty", () => {
    const ranked = index.rank(lexically("What about Will?"), 6);
    expect(ranked.map(({ slot }) => slot)).toEqual([1, 3, 5, 2, 4, 0]);
    expect(ranked.every(({ score }) => Number.isFinite(score))).toBe(true);
    expect(index.rank(lexically(""), 1)).toMatchObject([{ reasons: ["cues"] }]);
  });

  test("naming both speakers favours neither", () => {
    const [one, two] = ["What about Will and Ana?", ""].map((text) =>
      index.rank(lexically(text), 6),
    );
    expect(one).toEqual(two);
  });

  test("vectors move a unit and the one before it up", () => {
    const cosines = Float64Array.of(0.1, 0.1, 0.9, 0.1, 0.1, 0.1);
    const scoreOfOne = (weights: RecallWeights): number =>
      index.rank({ cosines, weights }, 6).find(({ slot }) => slot === 1)?.score ?? Number.NaN;
    const [best] = index.rank({ cosines, weights: useLiteWeights }, 1);
    expect(best).toMatchObject({ slot: 2, reasons: ["dense"] });
    // One outlier of six stands √5 standard deviations above the mean.
    const gain = scoreOfOne(useLiteWeights) - scoreOfOne({ ...useLiteWeights, denseNext: 0 });
    expect(gain).toBeCloseTo((useLiteWeights.denseNext * Math.sqrt(5)) / 4, 12);
  });

  test("the vector of the unit before counts half", () => {
    const weights = { ...useLiteWeights, denseNext: 0 };
    const cosines = Float64Array.of(0.9, 0.1, 0.1, 0.1, 0.1, 0.1);
    const score = (more: Partial<RecallWeights>): number => {
      const ranked = index.rank({ cosines, weights: { ...weights, ...more } }, 6);
      return ranked.find(({ slot }) => slot === 1)?.score ?? Number.NaN;
    };
    const gain = score({}) - score({ densePrevious: 0 });
    expect(gain).toBeCloseTo((useLiteWeights.dense / 2) * (Math.sqrt(5) / 4), 12);
  });

  test("priors and boosts are added as they are", () => {
    const query = lexically("sail");
    const before = new Map(index.rank(query, 6).map(({ slot, score }) => [slot, score]));
    const priors = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0);
    const boosts = Float64Array.of(0, 0, 0, 0, 0, 100);
    const ranked = index.rank({ ...query, priors, boosts }, 6);
    expect(ranked[0]?.slot).toBe(5);
    for (const { slot, score } of ranked) {
      const wish = (priors[slot] as number) + (boosts[slot] as number);
      expect(score).toBeCloseTo((before.get(slot) as number) + wish, 10);
    }
  });

  test("returns as many as there are, or as asked for", () => {
    expect(slots(lexically("sail"), 0)).toEqual([]);
    expect(slots(lexically("sail"), 100)).toHaveLength(6);
    expect(new RecallIndex().rank(lexically("sail"), 5)).toEqual([]);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses a limit of %d", (limit) => {
    expect(() => index.rank(lexically("sail"), limit)).toThrow(InvalidArgumentError);
  });

  test("refuses columns that do not reach every slot", () => {
    const short = new Float64Array(5);
    const weights = lexicalOnlyWeights;
    for (const query of [{ cosines: short }, { priors: short }, { boosts: short }]) {
      expect(() => index.rank({ ...query, weights }, 1)).toThrow(InvalidArgumentError);
    }
  });
});

describe("cues", () => {
  const scoreOfLast = (unit: Partial<RecallUnit>): number => {
    const index = indexOf([
      { text: "Where?", speaker: "Ana", sitting: 1 },
      { text: "in Split", speaker: "Ben", sitting: 1, ...unit },
    ]);
    return index.rank(shapes, 2).find(({ slot }) => slot === 1)?.score ?? Number.NaN;
  };
  // Novelty, which every word brings, has tests of its own.
  const shapes = { text: "", weights: { ...lexicalOnlyWeights, novelty: 0 } };
  const { capitalised, endsInQuestion, followsQuestion, time, whenTime } = lexicalOnlyWeights;

  test.each([
    ["ok", followsQuestion],
    ["in Split", followsQuestion + capitalised],
    ["and you?", followsQuestion + endsInQuestion],
    ["yesterday", followsQuestion + time],
  ])("%j after a question scores %d", (text, expected) => {
    expect(scoreOfLast({ text })).toBeCloseTo(expected, 12);
  });

  test("a time expression counts more when the question asks when", () => {
    const index = indexOf([{ text: "yesterday", speaker: "Ana", sitting: 1 }]);
    const [best] = index.rank({ ...shapes, text: "when?" }, 1);
    expect(best?.score).toBeCloseTo(time + whenTime, 12);
    expect(best?.reasons).toEqual(["date"]);
  });

  test("are off for a unit without a speaker", () => {
    const index = indexOf([
      { text: "Where?", sitting: 1 },
      { text: "in Split", sitting: 1 },
    ]);
    expect(index.rank(lexically(""), 2).map(({ score }) => score)).toEqual([0, 0]);
  });

  test("are off for a unit as long as a document", () => {
    const padding = "word ".repeat(conversationWordsMax - 2);
    expect(scoreOfLast({ text: `in Split ${padding}` })).toBeCloseTo(
      followsQuestion + capitalised,
      12,
    );
    expect(scoreOfLast({ text: `in Split ${padding} more` })).toBe(0);
  });
});

describe("novelty", () => {
  const noWeights = Object.fromEntries(Object.keys(lexicalOnlyWeights).map((name) => [name, 0]));
  const weights: RecallWeights = { ...lexicalOnlyWeights, ...noWeights, novelty: 1 };
  const scores = (index: RecallIndex): number[] => {
    return index
      .rank({ text: "", weights }, index.size)
      .sort((a, b) => a.slot - b.slot)
      .map(({ score }) => score);
  };
  const said = (text: string): RecallUnit => ({ text, speaker: "Ana", sitting: 1 });

  test("is the logarithm of the terms first said, against the mean of talk", () => {
    const index = indexOf([said("a boat, a boat and a lake"), said("the lake"), said("a tent")]);
    const [two, none, one] = scores(index) as [number, number, number];
    expect(two - none).toBeCloseTo(Math.log(3), 12);
    expect(one - none).toBeCloseTo(Math.log(2), 12);
    expect(Math.abs(one)).toBeLessThan(0.2);
  });

  test("passes to the next mention when the first is forgotten", () => {
    const index = indexOf([said("a lake"), said("that lake"), said("lake")]);
    index.remove(0);
    const [second, third] = scores(index) as [number, number];
    expect(second - third).toBeCloseTo(Math.log(2), 12);
  });

  test("of a document is 0", () => {
    expect(scores(indexOf([{ text: "boats and lakes", sitting: 1 }]))).toEqual([0]);
  });
});

describe("RecallIndex.add and remove", () => {
  test("keep size, order and membership", () => {
    const index = indexOf(units);
    index.remove(2);
    index.add(2, { text: "again", sitting: 2 });
    expect(index.size).toBe(6);
    expect([...index.order]).toEqual([0, 1, 3, 4, 5, 2]);
    expect(index.has(2)).toBe(true);
    expect(index.has(6)).toBe(false);
  });

  test("bytes follow what is held", () => {
    const index = indexOf(units);
    const before = index.bytes;
    index.add(6, { text: "a long story of another boat", sitting: 3 });
    expect(index.bytes).toBeGreaterThan(before);
    index.remove(6);
    expect(index.bytes).toBe(before);
    for (let slot = 0; slot < 6; slot++) index.remove(slot);
    expect(index.bytes).toBe(0);
  });

  test("a year is covered as long as a unit of it is there", () => {
    const january5 = dayNumber(2023, 0, 5);
    const index = indexOf([{ text: "ok", sitting: 1, day: january5 }]);
    const score = () =>
      index.rank(lexically("in December"), 2).find(({ slot }) => slot === 0)?.score;
    const alone = score();
    index.add(1, { text: "ok", sitting: 2, day: january5 - 20 });
    expect(score()).toBeGreaterThan(alone ?? Number.NaN);
    index.remove(1);
    expect(score()).toBe(alone);
  });

  test("a fraction of a day is dropped", () => {
    const score = (day: number): number | undefined =>
      indexOf([{ text: "hi", sitting: 1, day }]).rank(lexically("8 May 2023"), 1)[0]?.score;
    expect(score(may8 + 0.9)).toBe(score(may8));
  });

  test.each([-1, 0.5, Number.NaN, slotCountMax])("refuse slot %d", (slot) => {
    const index = new RecallIndex();
    expect(() => index.add(slot, { text: "", sitting: 1 })).toThrow(InvalidArgumentError);
    expect(() => index.remove(slot)).toThrow(InvalidArgumentError);
  });

  test("take the last slot there is", () => {
    const index = new RecallIndex();
    index.add(slotCountMax - 1, { text: "boat", sitting: 1 });
    expect(index.rank(lexically("boat"), 1)).toMatchObject([{ slot: slotCountMax - 1 }]);
  });

  test("refuse a taken slot, an odd sitting and an impossible day, and change nothing", () => {
    const index = indexOf(units);
    const before = index.bytes;
    const text = "boat";
    expect(() => index.add(0, { text, sitting: 1 })).toThrow(/slot 0 is taken/);
    expect(() => index.add(9, { text, sitting: Number.NaN })).toThrow(InvalidArgumentError);
    for (const day of [Number.NaN, dayMagnitudeMax + 1, -dayMagnitudeMax - 1]) {
      expect(() => index.add(9, { text, sitting: 1, day })).toThrow(InvalidArgumentError);
    }
    expect(index.bytes).toBe(before);
    for (const day of [dayMagnitudeMax, -dayMagnitudeMax]) {
      index.add(9, { text, sitting: 1, day });
      expect(index.rank(lexically("in June"), 7)).toHaveLength(7);
      index.remove(9);
    }
  });

  test.each(["a", "a ", "? ", "é1 ", "“A"])("100 000 × %j is no trouble", (piece) => {
    const index = new RecallIndex();
    const text = piece.repeat(100_000);
    index.add(0, { text, speaker: "Ana", sitting: 1 });
    expect(index.rank(lexically(text), 1)).toHaveLength(1);
  });
});
