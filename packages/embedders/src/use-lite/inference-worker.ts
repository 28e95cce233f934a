import {
  EmbedderCrashedError,
  type EmbedderError,
  EmbedderUnavailableError,
  InferenceRuntimeError,
  InvalidEmbeddingError,
  ModelFilesError,
} from "../errors.js";
import type { InferenceHost } from "./inference-host.js";
import { inferenceCloseMs } from "./inference-limits.js";
import { startProcessHost } from "./process-host.js";
import { startThreadHost } from "./thread-host.js";
import type { WorkerConfig, WorkerFailure, WorkerReply } from "./worker-protocol.js";

/** The answer to one text: its vector, or why there is none. */
export type EmbedOutcome = Float32Array | EmbedderError;

/** What an {@link InferenceWorker} tells its owner, once it has started. */
export interface InferenceWorkerEvents {
  /** A text was answered. */
  onOutcome(id: number, outcome: EmbedOutcome): void;
  /** The worker ended although nobody closed it. */
  onCrash(): void;
}

/** One life of the inference worker, from a loaded and tested model to its exit. */
export class InferenceWorker {
  readonly #host: InferenceHost;
  readonly #events: InferenceWorkerEvents;
  readonly #exited: Promise<void>;
  #settleExit: () => void = () => undefined;
  #settleStart: (failure?: EmbedderError) => void = () => undefined;
  #state: "starting" | "running" | "closing" = "starting";

  private constructor(entry: URL, config: WorkerConfig, events: InferenceWorkerEvents) {
    this.#events = events;
    this.#exited = new Promise((resolve) => {
      this.#settleExit = resolve;
    });
    const startHost = config.runtime === "onnx" ? startProcessHost : startThreadHost;
    this.#host = startHost(entry, config, {
      onReply: (reply) => this.#receive(reply),
      onExit: () => this.#end(),
    });
  }

  /**
   * Starts a worker and waits until its model is loaded and self-tested.
   *
   * @param entry - The worker's file; native code runs in a process, WebAssembly in a thread.
   */
  static async start(
    entry: URL,
    config: WorkerConfig,
    events: InferenceWorkerEvents,
  ): Promise<InferenceWorker> {
    const worker = new InferenceWorker(entry, config, events);
    await new Promise<void>((resolve, reject) => {
      worker.#settleStart = (failure) => (failure === undefined ? resolve() : reject(failure));
    });
    return worker;
  }

  /** Asks for the vector of a text. */
  embed(id: number, text: string): void {
    this.#host.post({ kind: "embed", id, text });
  }

  /** Says whether the worker shall keep this process alive. */
  keepAlive(isBusy: boolean): void {
    this.#host.keepAlive(isBusy);
  }

  /** Ends a worker that does not answer; its owner is told as of a crash. */
  kill(): void {
    this.#host.kill();
  }

  /** Lets the worker finish what it holds, and waits for its exit: 5 s, then it is killed. */
  async close(): Promise<void> {
    this.#state = "closing";
    this.#host.keepAlive(true);
    this.#host.post({ kind: "close" });
    const deadline = setTimeout(() => this.#host.kill(), inferenceCloseMs);
    await this.#exited;
    clearTimeout(deadline);
  }

  #receive(reply: WorkerReply): void {
    const { onOutcome } = this.#events;
    if (reply.kind === "ready") {
      this.#state = "running";
      this.#settleStart();
    }
    if (reply.kind === "loadFailed") this.#settleStart(toError(reply.failure));
    if (reply.kind === "embedded") onOutcome(reply.id, reply.vector);
    if (reply.kind === "embedFailed") onOutcome(reply.id, toError(reply.failure));
  }

  #end(): void {
    this.#settleExit();
    // After "loadFailed" this comes second and changes nothing.
    if (this.#state === "starting") {
      const message = "the inference worker ended while it loaded the model";
      this.#settleStart(new EmbedderCrashedError(message));
    }
    if (this.#state === "running") this.#events.onCrash();
  }
}

function toError({ code, message }: WorkerFailure): EmbedderError {
  if (code === "ERR_EMBEDDER_MODEL") return new ModelFilesError(message);
  if (code === "ERR_EMBEDDER_RUNTIME") return new InferenceRuntimeError(message);
  if (code === "ERR_EMBEDDING_INVALID") return new InvalidEmbeddingError(message);
  return new EmbedderUnavailableError(`inference failed: ${message}`);
}
