import { describe, expect, test } from "@jest/globals";
import { InferenceRuntimeError } from "../errors.js";
import { outputDimension } from "./architecture.js";
import { runSelfTest } from "./self-test.js";
import { SentenceEncoder } from "./sentence-encoder.js";
import { Tokenizer } from "./tokenizer.js";

describe("runSelfTest", () => {
  test.each([1, Number.NaN])("refuses an encoder that computes %p everywhere", async (value) => {
    const encode = () => new Float32Array(outputDimension).fill(value);
    const encoder = new SentenceEncoder(new Tokenizer([]), { encode });
    const outcome = runSelfTest(encoder);
    await expect(outcome).rejects.toThrow(value === 1 ? InferenceRuntimeError : /not finite/);
  });
});
