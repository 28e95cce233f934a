import { describe, expect, test } from "@jest/globals";
import type { Embedder } from "../embedder.js";
import { bits, cosine } from "./vectors.js";

const texts = [
  "Where are the spare keys?",
  "",
  "naïve café 你好 👩‍👩‍👧",
  "half of a pair: \ud83d, and the other: \udc69",
  "word ".repeat(2_000),
];

/** What every embedder keeps to, whatever model it is. The tests share one, and close it. */
export function describeEmbedderContract(name: string, open: () => Promise<Embedder>): void {
  describe(`${name} keeps to the contract of embedders`, () => {
    let opened: Promise<Embedder> | undefined;
    const embedderOf = (): Promise<Embedder> => {
      opened ??= open();
      return opened;
    };

    test("it gives one unit vector of its dimension a text, in order", async () => {
      const embedder = await embedderOf();
      const vectors = await embedder.embed(texts);
      expect(vectors).toHaveLength(texts.length);
      for (const vector of vectors) {
        expect(vector).toHaveLength(embedder.dimension);
        expect(cosine(vector, vector)).toBeCloseTo(1, 4);
      }
      expect(new Set(vectors.map(bits)).size).toBe(texts.length);
    });

    test("a text's vector depends on that text alone, to the bit", async () => {
      const embedder = await embedderOf();
      const inOneCall = (await embedder.embed([...texts].reverse())).reverse();
      const alone = await Promise.all(texts.map((text) => embedder.embed([text])));
      expect(alone.map(([vector]) => bits(vector))).toEqual(inOneCall.map(bits));
    });

    test("no texts, no vectors", async () => {
      expect(await (await embedderOf()).embed([])).toEqual([]);
    });

    test("a call that is given up rejects with the reason and harms no other", async () => {
      const embedder = await embedderOf();
      const reason = new Error("the client left");
      await expect(embedder.embed(["a"], { signal: AbortSignal.abort(reason) })).rejects.toBe(
        reason,
      );
      const controller = new AbortController();
      const others = embedder.embed(texts);
      const outcome = embedder.embed(texts, controller).catch((error: unknown) => error);
      controller.abort(reason);
      // An embedder that computes at once may have been faster than the client.
      expect([reason, texts.length]).toContain(
        await outcome.then((it) => (Array.isArray(it) ? it.length : it)),
      );
      expect(await others).toHaveLength(texts.length);
    });

    test("closing twice is closing once", async () => {
      const embedder = await embedderOf();
      await embedder.close();
      await embedder.close();
    });
  });
}
