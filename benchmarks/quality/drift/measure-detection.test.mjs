import assert from "node:assert/strict";
import { test } from "node:test";
import { bestThreshold, measureDetection, quietThreshold } from "./measure-detection.mjs";

const decisions = (/** @type {[number, boolean][]} */ ...pairs) =>
  pairs.map(([score, isShift]) => ({ score, isShift }));

/** Shifts at 0.9, 0.5 and 0.2; others at 0.7, 0.5 and 0.1. */
const dialogues = [
  decisions([0.9, true], [0.7, false], [0.5, true]),
  decisions([0.5, false], [0.2, true], [0.1, false]),
];

test("area under the curve, ties counting half", () => {
  // Of nine pairs 0.9 wins three, 0.5 one and a half, 0.2 one.
  assert.equal(measureDetection(dialogues, []).auc.value, 5.5 / 9);
});

test("detection at a threshold that a score reaches exactly", () => {
  const [at] = measureDetection(dialogues, [0.5]).detections;
  assert.equal(at?.precision.value, 2 / 4);
  assert.equal(at?.recall.value, 2 / 3);
  assert.equal(at?.f1.value, 4 / 7);
  assert.equal(at?.falseAlarms.value, 200 / 6);
});

test("no detection is no precision", () => {
  const [at] = measureDetection(dialogues, [2]).detections;
  assert.deepEqual([at?.precision.value, at?.recall.value, at?.falseAlarms.value], [0, 0, 0]);
});

test("the best threshold takes tied scores together", () => {
  // At 0.2 it finds all three with two false alarms: 6/8, the most.
  assert.equal(bestThreshold(dialogues), 0.2);
});

test("the quiet threshold stays within the false alarms allowed", () => {
  const oneAlarm = 100 / 6;
  assert.equal(quietThreshold(dialogues, 0), 0.9);
  assert.equal(quietThreshold(dialogues, oneAlarm), 0.7);
  assert.equal(quietThreshold(dialogues, 3 * oneAlarm), 0.1);
});
