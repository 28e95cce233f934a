import assert from "node:assert/strict";
import { test } from "node:test";
import { bootstrapMeans, seededRandom } from "./bootstrap.mjs";

test("means of columns, with intervals around them", () => {
  const rows = Array.from({ length: 400 }, (_, i) => [i % 2, 1]);
  const [coin, constant] = bootstrapMeans([rows]);
  assert.equal(coin?.value, 0.5);
  // Two standard errors of 400 fair throws are 0.05.
  assert.ok(Math.abs(coin.low - 0.451) < 0.01 && Math.abs(coin.high - 0.549) < 0.01);
  assert.deepEqual(constant, { value: 1, low: 1, high: 1 });
});

test("what differs between strata alone adds no width", () => {
  const [mean] = bootstrapMeans([
    [[0], [0]],
    [[1], [1]],
  ]);
  assert.deepEqual(mean, { value: 0.5, low: 0.5, high: 0.5 });
});

test("the same every time", () => {
  const rows = [[[0.1], [0.7], [0.3]]];
  assert.deepEqual(bootstrapMeans(rows), bootstrapMeans(rows));
});

test("random numbers fill the unit interval evenly", () => {
  const random = seededRandom(1);
  const bins = new Array(10).fill(0);
  for (let i = 0; i < 100_000; i++) bins[Math.floor(random() * 10)]++;
  for (const count of bins) assert.ok(Math.abs(count - 10_000) < 500);
});
