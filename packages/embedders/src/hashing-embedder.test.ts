import { describe, expect, test } from "@jest/globals";
import { InvalidEmbeddingError } from "./errors.js";
import { createHashingEmbedder } from "./hashing-embedder.js";
import { describeEmbedderContract } from "./testing/embedder-contract.js";
import { bits, cosine } from "./testing/vectors.js";

describeEmbedderContract("the hashing embedder", async () => createHashingEmbedder());

describe("createHashingEmbedder", () => {
  test("is deterministic, in unit vectors, and nearer for shared words", async () => {
    const [cat, sameCat, cats, stocks, empty] = await createHashingEmbedder().embed([
      "the cat sat on the mat",
      "The cat sat on the mat!",
      "a cat on a mat",
      "bond prices fell sharply",
      "",
    ]);
    expect(bits(cat)).toBe(bits(sameCat));
    expect(cosine(cat, cats)).toBeGreaterThan(cosine(cat, stocks) + 0.2);
    for (const vector of [cat, cats, stocks, empty]) expect(cosine(vector, vector)).toBeCloseTo(1);
  });

  test("accepts dimension 8 and refuses 7", async () => {
    expect((await createHashingEmbedder(8).embed(["a"]))[0]).toHaveLength(8);
    expect(() => createHashingEmbedder(7)).toThrow(InvalidEmbeddingError);
  });
});
