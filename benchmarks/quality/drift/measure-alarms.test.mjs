import assert from "node:assert/strict";
import { test } from "node:test";
import { measureAlarms } from "./measure-alarms.mjs";

test("alarms in 100 turns, before and after replies took some back", () => {
  const turn = (/** @type {number} */ score, /** @type {boolean | undefined} */ confirmed) => ({
    score,
    isShift: false,
    confirmed,
  });
  const { raised, standing, ...counts } = measureAlarms([
    [turn(0.5, false), turn(0.499, undefined)],
    [turn(0.7, true), turn(0.95, undefined), turn(0.1, undefined)],
  ]);
  assert.deepEqual(counts, { conversationCount: 2, decisionCount: 5 });
  assert.deepEqual([raised?.value, standing?.value], [60, 40]);
  assert.ok(raised.low <= 50 && raised.high >= 200 / 3);
});
