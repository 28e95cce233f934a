import { Worker } from "node:worker_threads";
import {
  EmbedderCrashedError,
  type EmbedderError,
  EmbedderUnavailableError,
  InferenceRuntimeError,
  InvalidEmbeddingError,
  ModelFilesError,
} from "../errors.js";
import type { WorkerConfig, WorkerFailure, WorkerReply, WorkerRequest } from "./worker-protocol.js";

/** The answer to one text: its vector, or why there is none. */
export type EmbedOutcome = Float32Array | EmbedderError;

/** What an {@link InferenceWorker} tells its owner. */
export interface InferenceWorkerEvents {
  /** A text was answered. */
  onOutcome(id: number, outcome: EmbedOutcome): void;
  /** The thread ended although nobody closed it. */
  onCrash(): void;
}

/** One life of the inference thread, from a loaded and tested model to its exit. */
export class InferenceWorker {
  readonly #thread: Worker;
  readonly #exit: Promise<void>;
  #isClosing = false;

  private constructor(thread: Worker, events: InferenceWorkerEvents) {
    this.#thread = thread;
    this.#exit = new Promise((resolve) => thread.once("exit", () => resolve()));
    thread.on("message", (reply: WorkerReply) => {
      if (reply.kind === "embedded") events.onOutcome(reply.id, reply.vector);
      if (reply.kind === "embedFailed") events.onOutcome(reply.id, toError(reply.failure));
    });
    thread.once("exit", () => {
      if (!this.#isClosing) events.onCrash();
    });
    // An uncaught error in the thread also ends it; "exit" tells the owner.
    thread.on("error", () => undefined);
  }

  /** Starts the thread and waits until the model is loaded and self-tested. */
  static async start(
    entry: URL,
    config: WorkerConfig,
    events: InferenceWorkerEvents,
  ): Promise<InferenceWorker> {
    const thread = new Worker(entry, { workerData: config });
    await waitUntilReady(thread);
    return new InferenceWorker(thread, events);
  }

  /** Asks for the vector of a text. */
  embed(id: number, text: string): void {
    this.#post({ kind: "embed", id, text });
  }

  /** Says whether the thread shall keep the process alive. */
  keepAlive(isBusy: boolean): void {
    if (isBusy) this.#thread.ref();
    else this.#thread.unref();
  }

  /** Lets the thread answer what it holds, and waits for its exit. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#thread.ref();
    this.#post({ kind: "close" });
    await this.#exit;
  }

  #post(request: WorkerRequest): void {
    this.#thread.postMessage(request);
  }
}

function waitUntilReady(thread: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      // These alone: the Worker class listens to itself for other events.
      for (const event of ["message", "error", "exit"]) thread.removeAllListeners(event);
      finish();
    };
    thread.once("message", (reply: WorkerReply) => {
      if (reply.kind === "loadFailed") settle(() => reject(toError(reply.failure)));
      else settle(resolve);
    });
    thread.once("error", (cause) => {
      const message = "the inference thread failed while it loaded the model";
      settle(() => reject(new EmbedderCrashedError(message, { cause })));
    });
    thread.once("exit", () => {
      const message = "the inference thread ended while it loaded the model";
      settle(() => reject(new EmbedderCrashedError(message)));
    });
  });
}

function toError({ code, message }: WorkerFailure): EmbedderError {
  if (code === "ERR_EMBEDDER_MODEL") return new ModelFilesError(message);
  if (code === "ERR_EMBEDDER_RUNTIME") return new InferenceRuntimeError(message);
  if (code === "ERR_EMBEDDING_INVALID") return new InvalidEmbeddingError(message);
  return new EmbedderUnavailableError(`inference failed: ${message}`);
}
