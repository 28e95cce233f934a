import { expect, test } from "@jest/globals";
import { toDirection } from "../vector/direction.js";
import { controlLimits } from "./control-limits.js";
import { triggerLabel, triggerLabelLengthMax } from "./trigger-label.js";

const east = { direction: toDirection([1, 0]), threshold: 0.8 };

test("an embedding is called by what it is, not by where it stands", () => {
  expect(triggerLabel(east)).toMatch(/^embedding#[0-9a-f]{16}$/);
  expect(triggerLabel({ direction: toDirection([2, 0]), threshold: 0.8 })).toBe(triggerLabel(east));
  const others = [
    { ...east, threshold: 0.9 },
    { ...east, direction: toDirection([0, 1]) },
    { ...east, direction: toDirection([1, 0, 0]) },
  ];
  expect(new Set([east, ...others].map(triggerLabel)).size).toBe(4);
});

test("a keyword is called by itself, with an embedding or without", () => {
  expect(triggerLabel({ keyword: "#1", threshold: 0.8 })).toBe("#1");
  expect(triggerLabel({ ...east, keyword: "Refund" })).toBe("Refund");
});

test("no keyword is called as an embedding is", () => {
  const label = triggerLabel(east);
  const keywords = [label, `embedding#${label}`, `embedding#embedding#${label}`];
  const called = keywords.map((keyword) => triggerLabel({ keyword, threshold: 0.8 }));
  expect(new Set([label, ...called]).size).toBe(4);
});

test("a label has a length at most", () => {
  const keyword = "embedding#".padEnd(controlLimits.keywordLengthMax, "x");
  expect(triggerLabel({ keyword, threshold: 0.8 })).toHaveLength(triggerLabelLengthMax);
});
