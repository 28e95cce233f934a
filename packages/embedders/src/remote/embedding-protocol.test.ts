import { describe, expect, test } from "@jest/globals";
import { EmbedderResponseError } from "../errors.js";
import { ollamaProtocol, openAiProtocol } from "./embedding-protocol.js";

describe("endpoints", () => {
  test.each([
    ["https://host", "https://host/v1/embeddings"],
    ["https://host/", "https://host/v1/embeddings"],
    ["https://host/v1", "https://host/v1/embeddings"],
    ["https://host/openai/v1/", "https://host/openai/v1/embeddings"],
    ["https://host/v1/embeddings", "https://host/v1/embeddings"],
    ["https://host/v1?version=2", "https://host/v1/embeddings?version=2"],
  ])("OpenAI at %s is %s", (base, endpoint) => {
    expect(openAiProtocol.endpoint(new URL(base)).href).toBe(endpoint);
  });

  test("Ollama's is /api/embed", () => {
    const endpoint = ollamaProtocol.endpoint(new URL("http://127.0.0.1:11434"));
    expect(endpoint.href).toBe("http://127.0.0.1:11434/api/embed");
  });
});

describe("readVectors", () => {
  test("orders OpenAI's vectors by their index", () => {
    const data = [
      { index: 1, embedding: [2] },
      { index: 0, embedding: [1] },
    ];
    expect(openAiProtocol.readVectors({ data }, 2)).toEqual([[1], [2]]);
  });

  test.each([
    null,
    [],
    { data: {} },
    { data: [{ index: 0, embedding: [1] }] },
    { data: [{ index: 0 }, { index: 0 }] },
    { data: [{ index: 0 }, { index: 2 }] },
    { data: [{ index: 0 }, { index: 0.5 }] },
    { data: [{ index: 0 }, { index: "length" }] },
  ])("refuses %j for two texts", (answer) => {
    const read = () =>
      openAiProtocol.readVectors(answer, 2).map((vector) => {
        if (vector === undefined) throw new EmbedderResponseError("missing");
        return vector;
      });
    expect(read).toThrow(EmbedderResponseError);
  });

  test("refuses an Ollama answer with a vector too few", () => {
    expect(() => ollamaProtocol.readVectors({ embeddings: [[1]] }, 2)).toThrow(
      EmbedderResponseError,
    );
  });
});
