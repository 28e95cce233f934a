import { describe, expect, test } from "@jest/globals";
import { CoreError, InvalidArgumentError } from "../errors.js";
import { toDirection } from "../vector/direction.js";
import { controlLimits, defaultMatchThreshold } from "./control-limits.js";
import { LimitExceededError } from "./errors.js";
import { addTrigger, noTriggers, type TriggerInput, type TriggerSet } from "./trigger-set.js";

const east = toDirection([1, 0]);
const north = toDirection([0, 1]);

function setOf(...inputs: readonly TriggerInput[]): TriggerSet {
  return inputs.reduce(addTrigger, noTriggers);
}

const fullSet = setOf(
  ...Array.from({ length: controlLimits.triggerCountMax }, (_, i) => ({ keyword: `word ${i}` })),
);

describe("addTrigger", () => {
  test("fills in the threshold and leaves the set it was given as it was", () => {
    const set = setOf({ keyword: "Deadline" });
    expect(addTrigger(set, { direction: east, threshold: 0.9 })).toEqual([
      { keyword: "Deadline", threshold: defaultMatchThreshold },
      { direction: east, threshold: 0.9 },
    ]);
    expect(set).toHaveLength(1);
    expect(noTriggers).toEqual([]);
  });

  test.each<[string, TriggerInput, TriggerInput]>([
    ["keyword", { keyword: "deadline" }, { keyword: "deadline" }],
    ["keyword in another case", { keyword: "Straße" }, { keyword: "STRASSE" }],
    ["keyword with space around it", { keyword: "deadline" }, { keyword: " deadline\n" }],
    ["keyword, whatever its threshold", { keyword: "a" }, { keyword: "a", threshold: 0.1 }],
    ["direction", { direction: east }, { direction: toDirection([5, 0]) }],
    ["keyword and direction", { keyword: "a", direction: east }, { keyword: "A", direction: east }],
  ])("the same %s again changes nothing", (_what, first, again) => {
    const set = setOf(first);
    expect(addTrigger(set, again)).toBe(set);
  });

  test.each<[string, TriggerInput, TriggerInput]>([
    ["keyword", { keyword: "deadline" }, { keyword: "deadlines" }],
    ["direction", { direction: east }, { direction: north }],
    ["length of direction", { direction: east }, { direction: toDirection([1, 0, 0]) }],
    ["threshold", { direction: east }, { direction: east, threshold: 0.7 }],
    ["kind", { keyword: "a" }, { keyword: "a", direction: east }],
  ])("another %s is another trigger", (_what, first, other) => {
    expect(setOf(first, other)).toHaveLength(2);
    expect(setOf(other, first)).toHaveLength(2);
  });

  test("holds as many triggers as the limit; the next is refused and says why", () => {
    expect(fullSet).toHaveLength(256);
    const addOneMore = () => addTrigger(fullSet, { keyword: "one more" });
    expect(addOneMore).toThrow(LimitExceededError);
    expect(addOneMore).toThrow(CoreError);
    expect(addOneMore).toThrow(
      expect.objectContaining({
        code: "ERR_LIMIT_EXCEEDED",
        limit: 256,
        message: "A session holds at most 256 triggers; clear them first",
      }),
    );
  });

  test("a full set still takes what it holds already", () => {
    expect(addTrigger(fullSet, { keyword: "WORD 0" })).toBe(fullSet);
  });

  test("the longest keyword is taken, a longer one is not", () => {
    const longest = "a".repeat(controlLimits.keywordLengthMax);
    expect(longest).toHaveLength(128);
    expect(setOf({ keyword: longest })).toHaveLength(1);
    expect(() => setOf({ keyword: `${longest}a` })).toThrow("longer than 128");
  });

  test("a keyword's ligatures count as the letters they stand for", () => {
    const longest = "ﬁ".repeat(controlLimits.keywordLengthMax / 2);
    expect(setOf({ keyword: longest })).toHaveLength(1);
    expect(() => setOf({ keyword: `${longest}ﬁ` })).toThrow("ligatures");
  });

  test.each<[string, TriggerInput]>([
    ["nothing to match", {}],
    ["an empty keyword", { keyword: "" }],
    ["a blank keyword", { keyword: " \t\u00a0" }],
    ["an invisible keyword", { keyword: "\u200b\u00ad" }],
    ["a lone surrogate", { keyword: "a\ud800" }],
    ["a threshold above 1", { direction: east, threshold: 1.01 }],
    ["a threshold below -1", { direction: east, threshold: -1.01 }],
    ["no number for a threshold", { direction: east, threshold: Number.NaN }],
  ])("refuses %s", (_what, input) => {
    expect(() => setOf(input)).toThrow(InvalidArgumentError);
  });

  test("takes the outermost thresholds", () => {
    expect(setOf({ direction: east, threshold: 1 }, { direction: east, threshold: -1 })).toEqual([
      { direction: east, threshold: 1 },
      { direction: east, threshold: -1 },
    ]);
  });
});
