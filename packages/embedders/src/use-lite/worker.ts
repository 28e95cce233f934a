/** Entry of the inference thread: loads the model, tests itself, then answers one text at a time. */
import { parentPort, workerData } from "node:worker_threads";
import { EmbedderError } from "../errors.js";
import { loadSentenceEncoder } from "./load-sentence-encoder.js";
import { runSelfTest } from "./self-test.js";
import type { SentenceEncoder } from "./sentence-encoder.js";
import type { WorkerConfig, WorkerFailure, WorkerReply, WorkerRequest } from "./worker-protocol.js";

const port = parentPort;
if (port === null) throw new Error("this file is the entry of a worker thread; do not import it");

const reply = (message: WorkerReply): void => port.postMessage(message);

async function load(): Promise<SentenceEncoder> {
  const encoder = await loadSentenceEncoder(workerData as WorkerConfig);
  await runSelfTest(encoder);
  return encoder;
}

async function embed(encoder: SentenceEncoder, id: number, text: string): Promise<void> {
  try {
    reply({ kind: "embedded", id, vector: await encoder.encode(text) });
  } catch (error) {
    reply({ kind: "embedFailed", id, failure: describe(error) });
  }
}

function describe(error: unknown): WorkerFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof EmbedderError ? error.code : undefined, message };
}

try {
  const encoder = await load();
  port.on("message", (request: WorkerRequest) => {
    if (request.kind === "close") port.close();
    else void embed(encoder, request.id, request.text);
  });
  reply({ kind: "ready" });
} catch (error) {
  reply({ kind: "loadFailed", failure: describe(error) });
  port.close();
}
