import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { markWordBoundaries } from "./mark-word-boundaries.js";

function stands(phrase: string, text: string): boolean {
  return markWordBoundaries(text).includes(markWordBoundaries(phrase));
}

test.each([
  ["cat", "the cat sat"],
  ["cat", "cat"],
  ["cat", "(cat)"],
  ["cat", "cat_food"],
  ["the cat", "is the cat in?"],
  ["c++", "c++ and c"],
  ["c", "c++ and c#"],
  ["c++", "c++11"],
  ["#urgent", "now:#urgent!"],
  ["20€", "20€."],
  ["кот", "это кот."],
  ["部署", "我们明天部署服务"],
  ["デプロイ", "今日デプロイする"],
  ["ราคา", "สอบถามราคาสินค้า"],
])("%j stands on word boundaries in %j", (phrase, text) => {
  expect(stands(phrase, text)).toBe(true);
});

test.each([
  ["cat", "concatenate"],
  ["cat", "cats"],
  ["cat", "tomcat"],
  ["cat", "cat5"],
  ["5", "15"],
  ["cat", "c at"],
  ["кот", "который"],
  ["x", "x\u030c"],
  ["हिन्द", "हिन्दी"],
  ["イン", "デザイン"],
])("%j stands nowhere in %j", (phrase, text) => {
  expect(stands(phrase, text)).toBe(false);
});

const boundaries = /\u200b/g;

test("marks and changes nothing else, in any text, and at most doubles it", () => {
  const text = fc.string({ unit: "binary", maxLength: 60 }).map((it) => it.replace(boundaries, ""));
  fc.assert(
    fc.property(text, (said) => {
      const marked = markWordBoundaries(said);
      expect(marked.replace(boundaries, "")).toBe(said);
      expect(marked.length).toBeLessThanOrEqual(2 * said.length + 1);
    }),
  );
});

test("marks texts longer than one call takes arguments", () => {
  const text = "a ".repeat(50_000);
  expect(markWordBoundaries(text)).toBe("\u200ba\u200b ".repeat(50_000));
});

test("letters beyond the basic plane are letters; signs beyond it are not", () => {
  expect(stands("𐐨", "𐐨𐐩")).toBe(false);
  expect(stands("𐐨", "𐐨🙂")).toBe(true);
  expect(stands("🙂", "so🙂so")).toBe(true);
});
