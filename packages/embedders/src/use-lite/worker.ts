/** Entry of the inference worker: loads the model, tests itself, then answers text by text. */
import { EmbedderError } from "../errors.js";
import { loadSentenceEncoder } from "./load-sentence-encoder.js";
import { runSelfTest } from "./self-test.js";
import type { SentenceEncoder } from "./sentence-encoder.js";
import { openWorkerPort } from "./worker-port.js";
import type { WorkerFailure } from "./worker-protocol.js";

const port = openWorkerPort();

async function load(): Promise<SentenceEncoder> {
  const encoder = await loadSentenceEncoder(port.config);
  await runSelfTest(encoder);
  return encoder;
}

async function embed(encoder: SentenceEncoder, id: number, text: string): Promise<void> {
  try {
    port.reply({ kind: "embedded", id, vector: await encoder.encode(text) });
  } catch (error) {
    port.reply({ kind: "embedFailed", id, failure: describe(error) });
  }
}

function describe(error: unknown): WorkerFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof EmbedderError ? error.code : undefined, message };
}

try {
  const encoder = await load();
  port.onRequest((request) => {
    if (request.kind === "close") port.close();
    else void embed(encoder, request.id, request.text);
  });
  port.reply({ kind: "ready" });
} catch (error) {
  port.reply({ kind: "loadFailed", failure: describe(error) });
  port.close();
}
