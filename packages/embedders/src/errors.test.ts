import { describe, expect, test } from "@jest/globals";
import * as errors from "./errors.js";

const instances = [
  new errors.EmbedderUnavailableError("text"),
  new errors.EmbedderChangedError("hashing:8", "hashing:9"),
  new errors.EmbedderConfigError("text"),
  new errors.ModelFilesError("text"),
  new errors.InferenceRuntimeError("text"),
  new errors.EmbedderCrashedError("text"),
  new errors.EmbedderOverloadedError("text"),
  new errors.EmbedderTimeoutError(5_000),
  new errors.EmbedderResponseError("text", 503),
  new errors.ForbiddenAddressError("text"),
  new errors.EmbedderCircuitOpenError(10_000),
  new errors.InvalidEmbeddingError("text"),
];

describe("errors", () => {
  test("have codes of their own and one base class", () => {
    expect(new Set(instances.map(({ code }) => code)).size).toBe(instances.length);
    expect(Object.keys(errors)).toHaveLength(instances.length + 1);
    for (const error of instances) {
      expect(error).toBeInstanceOf(errors.EmbedderError);
      expect(error.name).toBe(error.constructor.name);
    }
  });
});
