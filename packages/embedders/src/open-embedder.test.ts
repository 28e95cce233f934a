import { describe, expect, test } from "@jest/globals";
import { EmbedderConfigError, EmbedderUnavailableError } from "./errors.js";
import { type EmbedderConfig, embedderKinds, openEmbedder } from "./open-embedder.js";
import { startEmbeddingServer } from "./testing/embedding-server.js";

describe("openEmbedder", () => {
  test.each([
    ["use-lite", "use-lite-int8:713639dff4b5"],
    ["use-lite-wasm", "use-lite-i16:713639dff4b5"],
  ] as const)("opens %s", async (kind, id) => {
    const embedder = await openEmbedder({ kind });
    expect(embedder).toMatchObject({
      id,
      dimension: 512,
      profile: { recall: { dense: 2, denseNext: 0.44 }, drift: null },
    });
    await embedder.close();
    await embedder.close();
  });

  test("opens a remote embedder", async () => {
    const server = await startEmbeddingServer();
    const embedder = await openEmbedder({ kind: "http", url: server.url, model: "small" });
    expect(embedder).toMatchObject({ id: "http:small", dimension: 3 });
    await embedder.close();
    await server.close();
  });

  test("opens none, which asks for vectors", async () => {
    const embedder = await openEmbedder({ kind: "none" });
    const embedding = embedder.embed(["hello"]);
    await expect(embedding).rejects.toBeInstanceOf(EmbedderUnavailableError);
    await expect(embedding).rejects.toThrow(/bring your own vectors/);
    await embedder.close();
  });

  test("refuses a kind it does not know, naming those it does", async () => {
    const opening = openEmbedder({ kind: "hashing" } as unknown as EmbedderConfig);
    await expect(opening).rejects.toBeInstanceOf(EmbedderConfigError);
    await expect(opening).rejects.toThrow(embedderKinds.join(", "));
  });
});
