import { describe, expect, test } from "@jest/globals";
import { CachedEmbedder } from "./cached-embedder.js";
import type { Embedder } from "./embedder.js";
import { InvalidEmbeddingError } from "./errors.js";
import { createHashingEmbedder } from "./hashing-embedder.js";
import { bits } from "./testing/vectors.js";

const dimension = 16;
const entryBytes = dimension * 4 + 256;
const east = Float32Array.of(1, ...new Array<number>(dimension - 1).fill(0));

/** A real embedder that notes its calls and waits while its gate is shut. */
function setUp(limits = {}) {
  const hashing = createHashingEmbedder(dimension);
  const calls: (readonly string[])[] = [];
  const signals: AbortSignal[] = [];
  let gate: Promise<void> = Promise.resolve();
  const embedder: Embedder = {
    ...hashing,
    async embed(texts, options) {
      calls.push(texts);
      if (options?.signal) signals.push(options.signal);
      await gate;
      return hashing.embed(texts);
    },
  };
  const shut = (): { open: () => void; fail: (error: Error) => void } => {
    let handles = { open: () => {}, fail: (_: Error) => {} };
    gate = new Promise((resolve, reject) => {
      handles = { open: resolve, fail: reject };
    });
    return handles;
  };
  return { cache: new CachedEmbedder(embedder, limits), calls, signals, shut };
}

describe("CachedEmbedder", () => {
  test("asks once for a text, in order, and for each text of a call once", async () => {
    const { cache, calls } = setUp();
    const first = await cache.embed("tenant", ["a", "b", "a"]);
    const second = await cache.embed("tenant", ["b", "c"]);
    expect(calls).toEqual([["a", "b"], ["c"]]);
    expect(bits(first[0])).toBe(bits(first[2]));
    expect(bits(first[1])).toBe(bits(second[0]));
    expect(await cache.embed("tenant", [])).toEqual([]);
  });

  test("keeps tenants apart, however their names and texts join", async () => {
    const { cache, calls } = setUp();
    await cache.embed("ab", ["c"]);
    await cache.embed("a", ["bc"]);
    await cache.embed("other", ["c"]);
    expect(calls).toEqual([["c"], ["bc"], ["c"]]);
  });

  test("tells lone surrogates apart", async () => {
    const { cache, calls } = setUp();
    await cache.embed("tenant", ["\ud800", "\ud801"]);
    expect(calls).toEqual([["\ud800", "\ud801"]]);
  });

  test("hands out copies", async () => {
    const { cache } = setUp();
    const [vector] = await cache.embed("tenant", ["a"]);
    const before = bits(vector);
    vector?.fill(0);
    expect(bits((await cache.embed("tenant", ["a"]))[0])).toBe(before);
  });

  test("joins calls for a text that is on its way", async () => {
    const { cache, calls, shut } = setUp();
    const { open } = shut();
    const waiting = [cache.embed("t", ["a", "b"]), cache.embed("t", ["b", "c"])];
    open();
    const [left, right] = await Promise.all(waiting);
    expect(calls).toEqual([["a", "b"], ["c"]]);
    expect(bits(left?.[1])).toBe(bits(right?.[0]));
  });

  test("lets one of two callers leave, and cancels when both have", async () => {
    const { cache, calls, signals, shut } = setUp();
    const { open } = shut();
    const [first, second] = [new AbortController(), new AbortController()];
    const reason = new Error("the client left");
    const outcomes = Promise.allSettled([
      cache.embed("t", ["a"], first),
      cache.embed("t", ["a"], second),
    ]);
    first.abort(reason);
    expect(signals[0]?.aborted).toBe(false);
    second.abort(reason);
    expect(signals[0]?.aborted).toBe(true);
    await expect(outcomes).resolves.toMatchObject([{ reason }, { reason }]);
    const later = cache.embed("t", ["a"]);
    open();
    await expect(later).resolves.toHaveLength(1);
    expect(calls).toHaveLength(2);
  });

  test("does not keep failures", async () => {
    const { cache, calls, shut } = setUp();
    const error = new Error("the embedder failed");
    const { fail } = shut();
    const waiting = [cache.embed("t", ["a"]), cache.embed("t", ["a"])];
    const outcomes = Promise.allSettled(waiting);
    fail(error);
    await expect(outcomes).resolves.toMatchObject([{ reason: error }, { reason: error }]);
    shut().open();
    await expect(cache.embed("t", ["a"])).resolves.toHaveLength(1);
    expect(calls).toHaveLength(2);
  });

  test.each<readonly [string, () => Float32Array[]]>([
    ["no vector", () => []],
    ["a vector too many", () => [east, east]],
    ["a shorter vector", () => [east.slice(1)]],
    ["numbers that are none", () => [east.map(() => Number.NaN)]],
    ["numbers that are endless", () => [east.map(() => Number.POSITIVE_INFINITY)]],
    ["a vector without a direction", () => [new Float32Array(dimension)]],
    ["nothing at all", () => undefined as unknown as Float32Array[]],
  ])("refuses %s of a broken embedder, and keeps none of it", async (_name, broken) => {
    const hashing = createHashingEmbedder(dimension);
    let isBroken = true;
    const embed = async (texts: readonly string[]) => (isBroken ? broken() : hashing.embed(texts));
    const cache = new CachedEmbedder({ ...hashing, embed });
    await expect(cache.embed("t", ["a"])).rejects.toThrow(InvalidEmbeddingError);
    expect(cache.size).toBe(0);
    isBroken = false;
    await expect(cache.embed("t", ["a"])).resolves.toHaveLength(1);
  });

  test.each([{ entriesMax: 2 }, { bytesMax: 2 * entryBytes }])(
    "drops the text longest unused beyond %j",
    async (limits) => {
      const { cache, calls } = setUp(limits);
      await cache.embed("t", ["a", "b"]);
      expect(cache.size).toBe(2);
      await cache.embed("t", ["a"]);
      await cache.embed("t", ["c"]);
      expect(cache.size).toBe(2);
      await cache.embed("t", ["a"]);
      await cache.embed("t", ["b"]);
      expect(calls).toEqual([["a", "b"], ["c"], ["b"]]);
    },
  );

  test("answers also when nothing fits the cache", async () => {
    const { cache } = setUp({ bytesMax: entryBytes - 1 });
    await expect(cache.embed("t", ["a", "b"])).resolves.toHaveLength(2);
    expect(cache.size).toBe(0);
  });
});
