import assert from "node:assert/strict";
import { test } from "node:test";
import { bm25Ranker, denseRanker, fuseRankings, miniSearchRanker } from "./baselines.mjs";

test("BM25 ranks by stemmed words, repetition and length, and leaves the rest out", () => {
  const rank = bm25Ranker([
    "Ana: I am sailing tomorrow, far from the old harbour town",
    "Ben: Nothing of the kind",
    "Ana: Sails!",
    "Ben: We sailed and sailed",
  ]);
  assert.deepEqual(rank("Who will sail?"), [3, 2, 0]);
  assert.deepEqual(rank("Who?"), []);
});

test("MiniSearch ranks by words as they stand", () => {
  const rank = miniSearchRanker(["Ana: We sailed", "Ben: The boat, the boat", "Ana: A boat"]);
  assert.deepEqual(rank("boat"), [1, 2]);
  assert.deepEqual(rank("sail"), []);
});

test("dense ranks by cosine, the later first of equals", () => {
  const rank = denseRanker(
    [
      [1, 0],
      [0, 1],
      [0, 1],
      [-1, 0],
    ].map((it) => Float32Array.from(it)),
  );
  assert.deepEqual(rank(Float32Array.of(0.6, 0.8)), [2, 1, 0, 3]);
});

test("fusion adds reciprocal ranks", () => {
  // 1/62 + 1/61 for place 1 beats 1/61 + 1/63 for place 0.
  assert.deepEqual(
    fuseRankings(
      [
        [0, 1],
        [1, 2, 0],
      ],
      4,
    ),
    [1, 0, 2],
  );
});
