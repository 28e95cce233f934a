import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "@jest/globals";
import {
  EmbedderCrashedError,
  EmbedderOverloadedError,
  EmbedderUnavailableError,
  ModelFilesError,
} from "../errors.js";
import { describeEmbedderContract } from "../testing/embedder-contract.js";
import { readReferenceVectors } from "../testing/reference-vectors.js";
import { bits, cosine } from "../testing/vectors.js";
import { queuedTextsMax, restartsInRowMax } from "./inference-limits.js";
import { UseLiteEmbedder } from "./use-lite-embedder.js";

const references = readReferenceVectors();
const texts = references.map(({ text }) => text);
const workerEntry = new URL("./fixtures/faulty-worker.mjs", import.meta.url);
const opened: UseLiteEmbedder[] = [];

async function open(...args: Parameters<typeof UseLiteEmbedder.open>): Promise<UseLiteEmbedder> {
  const embedder = await UseLiteEmbedder.open(...args);
  opened.push(embedder);
  return embedder;
}

afterEach(async () => {
  for (const embedder of opened.splice(0)) await embedder.close();
});

describe.each([
  { runtime: "onnx", id: "use-lite-int8:713639dff4b5", floor: 0.995 },
  { runtime: "wasm", id: "use-lite-i16:713639dff4b5", floor: 0.99999 },
] as const)("UseLiteEmbedder on $runtime", ({ runtime, id, floor }) => {
  test("agrees with the model in 32-bit floats, in unit vectors of 512", async () => {
    const embedder = await open({ runtime });
    expect(embedder.id).toBe(id);
    const vectors = await embedder.embed(texts);
    for (const [index, { vector }] of references.entries()) {
      expect(vectors[index]).toHaveLength(embedder.dimension);
      expect(cosine(vectors[index], vectors[index])).toBeCloseTo(1, 5);
      expect(cosine(vectors[index], vector)).toBeGreaterThanOrEqual(floor);
    }
  });

  test("gives the same bits alone, in a batch, and from a second worker", async () => {
    const [first, second] = [await open({ runtime }), await open({ runtime })];
    const batch = await first.embed(texts);
    for (const [index, text] of texts.entries()) {
      const [alone] = await first.embed([text]);
      const [elsewhere] = await second.embed([text]);
      expect(bits(alone)).toBe(bits(batch[index]));
      expect(bits(elsewhere)).toBe(bits(batch[index]));
    }
  });
});

describeEmbedderContract("use-lite", () => UseLiteEmbedder.open({ runtime: "onnx" }));

describe("UseLiteEmbedder", () => {
  test("refuses a folder without the model", async () => {
    const modelDirectory = mkdtempSync(join(tmpdir(), "semvec-empty-"));
    try {
      const opening = UseLiteEmbedder.open({ runtime: "onnx", modelDirectory });
      await expect(opening).rejects.toBeInstanceOf(ModelFilesError);
    } finally {
      rmSync(modelDirectory, { recursive: true });
    }
  });

  test.each(["onnx", "wasm"] as const)(
    "rejects the texts a dying worker of %s held and embeds the next in a new one",
    async (runtime) => {
      const embedder = await open({ runtime, workerEntry });
      const outcomes = Promise.allSettled([embedder.embed(["crash"]), embedder.embed(["hold"])]);
      await expect(outcomes).resolves.toMatchObject([
        { reason: { code: "ERR_EMBEDDER_CRASHED" } },
        { reason: { code: "ERR_EMBEDDER_CRASHED" } },
      ]);
      const [vector] = await embedder.embed(["four"]);
      expect(vector?.[0]).toBe(4);
    },
  );

  test.each(["onnx", "wasm"] as const)(
    "ends a worker of %s that stands still, and embeds the next text in a new one",
    async (runtime) => {
      const embedder = await open({ runtime, workerEntry, silenceMs: 100 });
      await expect(embedder.embed(["stand still"])).rejects.toBeInstanceOf(EmbedderCrashedError);
      const [vector] = await embedder.embed(["four"]);
      expect(vector?.[0]).toBe(4);
    },
  );

  test("closes although the worker stands still", async () => {
    const embedder = await open({ runtime: "onnx", workerEntry });
    const refused = expect(embedder.embed(["stand still"])).rejects.toThrow(/closed/);
    await embedder.close();
    await refused;
  });

  test("gives up after the worker died four times in a row", async () => {
    const embedder = await open({ runtime: "wasm", workerEntry });
    for (let crash = 0; crash <= restartsInRowMax; crash++) {
      await expect(embedder.embed(["crash"])).rejects.toThrow(/died while it held/);
    }
    await expect(embedder.embed(["four"])).rejects.toThrow(/restart the process/);
    await expect(embedder.embed(["four"])).rejects.toBeInstanceOf(EmbedderCrashedError);
  });

  test("counts crashes in a row only", async () => {
    const embedder = await open({ runtime: "wasm", workerEntry });
    for (let crash = 0; crash <= restartsInRowMax + 1; crash++) {
      await expect(embedder.embed(["crash"])).rejects.toThrow(EmbedderCrashedError);
      await expect(embedder.embed(["four"])).resolves.toHaveLength(1);
    }
  });

  test("fills its queue and refuses one text more", async () => {
    const embedder = await open({ runtime: "wasm", workerEntry });
    const held = embedder.embed(["hold", "hold"]);
    const waiting = embedder.embed(new Array<string>(queuedTextsMax).fill("four"));
    await expect(embedder.embed(["four"])).rejects.toBeInstanceOf(EmbedderOverloadedError);
    const outcomes = Promise.allSettled([held, waiting]);
    await embedder.close();
    await expect(outcomes).resolves.toMatchObject([
      { reason: { code: "ERR_EMBEDDER_UNAVAILABLE" } },
      { reason: { code: "ERR_EMBEDDER_UNAVAILABLE" } },
    ]);
    await expect(embedder.embed(["four"])).rejects.toBeInstanceOf(EmbedderUnavailableError);
  });

  test("lets an aborted call leave the queue", async () => {
    const embedder = await open({ runtime: "wasm", workerEntry });
    const held = embedder.embed(["hold", "hold"]);
    const reason = new Error("the client left");
    const controller = new AbortController();
    const waiting = embedder.embed(new Array<string>(queuedTextsMax).fill("four"), controller);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(embedder.embed(["four"], controller)).rejects.toBe(reason);
    const next = embedder.embed(new Array<string>(queuedTextsMax).fill("four"));
    const outcomes = Promise.allSettled([held, next]);
    await embedder.close();
    await expect(outcomes).resolves.toMatchObject([
      { reason: { code: "ERR_EMBEDDER_UNAVAILABLE" } },
      { reason: { code: "ERR_EMBEDDER_UNAVAILABLE" } },
    ]);
  });

  test("opens the native runtime again after it was closed", async () => {
    for (let round = 0; round < 2; round++) {
      const embedder = await open({ runtime: "onnx" });
      await expect(embedder.embed(["hello"])).resolves.toHaveLength(1);
      await embedder.close();
    }
  });

  test("does not keep a process alive that forgot to close it", async () => {
    const entry = new URL("../../dist/index.js", import.meta.url);
    const program = `
      const { openEmbedder } = await import(${JSON.stringify(entry.href)});
      const embedder = await openEmbedder({ kind: "use-lite" });
      const [vector] = await embedder.embed(["hello"]);
      console.log(vector.length);`;
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
    expect((await run).stdout.trim()).toBe("512");
  });
});
