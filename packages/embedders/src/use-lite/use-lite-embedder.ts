import type { Embedder, EmbedOptions } from "../embedder.js";
import { useLiteProfile } from "../embedder-profile.js";
import {
  EmbedderCrashedError,
  type EmbedderError,
  EmbedderOverloadedError,
  EmbedderUnavailableError,
} from "../errors.js";
import { outputDimension } from "./architecture.js";
import { inferenceSilenceMs, queuedTextsMax, restartsInRowMax } from "./inference-limits.js";
import { type EmbedOutcome, InferenceWorker } from "./inference-worker.js";
import { modelFileDigests } from "./model-files.js";
import { locateModelDirectory } from "./read-model-files.js";
import { SilenceWatch } from "./silence-watch.js";
import type { UseLiteRuntime } from "./worker-protocol.js";
import { workerUrl } from "./worker-url.js";

/** Texts with the worker at once: one computed, one at hand, so that it never waits for mail. */
const textsInFlightMax = 2;

/** Options of {@link UseLiteEmbedder.open}. */
export interface UseLiteOptions {
  /** Forward pass: int8 on onnxruntime, or int16 in WebAssembly. */
  readonly runtime: UseLiteRuntime;
  /** Folder of the model files. Default: the installed npm package. */
  readonly modelDirectory?: string | undefined;
  /** Entry file of the worker; tests inject one with faults. Default: the real one. */
  readonly workerEntry?: URL | undefined;
  /** Milliseconds, more than 0. Default {@link inferenceSilenceMs}. */
  readonly silenceMs?: number | undefined;
}

interface Job {
  readonly text: string;
  readonly resolve: (vector: Float32Array) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Universal Sentence Encoder Lite in one worker with a bounded queue: a process of its own for the
 * native runtime, a thread for WebAssembly.
 *
 * If the worker dies, the texts it held are rejected and it is started again for the next ones. One
 * that stands still is ended first.
 */
export class UseLiteEmbedder implements Embedder {
  readonly id: string;
  readonly dimension = outputDimension;
  readonly profile = useLiteProfile;

  readonly #runtime: UseLiteRuntime;
  readonly #modelDirectory: string;
  readonly #workerEntry: URL;
  readonly #queue = new Set<Job>();
  readonly #inFlight = new Map<number, Job>();
  readonly #silence: SilenceWatch;
  #worker: InferenceWorker | undefined;
  #starting: Promise<void> | undefined;
  #restartsInRow = 0;
  #nextId = 0;
  #isClosed = false;

  private constructor(options: UseLiteOptions) {
    const { runtime, modelDirectory, workerEntry, silenceMs = inferenceSilenceMs } = options;
    const variant = runtime === "onnx" ? "int8" : "i16";
    this.id = `use-lite-${variant}:${modelFileDigests.weights.slice(0, 12)}`;
    this.#runtime = runtime;
    this.#modelDirectory = modelDirectory ?? locateModelDirectory();
    this.#workerEntry = workerEntry ?? workerUrl();
    this.#silence = new SilenceWatch(silenceMs, () => this.#worker?.kill());
  }

  /**
   * Loads the model, verifies it, and tests it on a known text.
   *
   * @throws {@link ModelFilesError} if the model is missing or damaged.
   * @throws {@link InferenceRuntimeError} if the runtime does not load; nothing is fallen back to.
   */
  static async open(options: UseLiteOptions): Promise<UseLiteEmbedder> {
    const embedder = new UseLiteEmbedder(options);
    await embedder.#start();
    return embedder;
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    const { signal } = options;
    signal?.throwIfAborted();
    this.#admit(texts.length);
    const jobs: Job[] = [];
    const vectors = texts.map(
      (text) =>
        new Promise<Float32Array>((resolve, reject) => jobs.push({ text, resolve, reject })),
    );
    for (const job of jobs) this.#queue.add(job);
    const abort = (): void => {
      for (const job of jobs) {
        this.#queue.delete(job);
        job.reject(signal?.reason);
      }
    };
    signal?.addEventListener("abort", abort, { once: true });
    try {
      this.#dispatch();
      return await Promise.all(vectors);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rejectAll(new EmbedderUnavailableError("the embedder was closed"));
    await this.#starting?.catch(() => undefined);
    this.#silence.begin(false);
    await this.#worker?.close();
    this.#worker = undefined;
  }

  #admit(textCount: number): void {
    if (this.#isClosed) throw new EmbedderUnavailableError("the embedder was closed");
    if (this.#restartsInRow > restartsInRowMax) throw gaveUp();
    if (this.#queue.size + textCount > queuedTextsMax) {
      throw new EmbedderOverloadedError(
        `${this.#queue.size} texts wait and ${textCount} came; at most ${queuedTextsMax} may wait`,
      );
    }
  }

  async #start(): Promise<void> {
    this.#worker = await InferenceWorker.start(
      this.#workerEntry,
      { runtime: this.#runtime, modelDirectory: this.#modelDirectory },
      { onOutcome: (id, outcome) => this.#settle(id, outcome), onCrash: () => this.#recover() },
    );
    this.#worker.keepAlive(false);
  }

  #dispatch(): void {
    const worker = this.#worker;
    if (worker === undefined) {
      if (this.#queue.size > 0) this.#restart();
      return;
    }
    for (const job of this.#queue) {
      if (this.#inFlight.size >= textsInFlightMax) break;
      this.#queue.delete(job);
      const id = this.#nextId++;
      this.#inFlight.set(id, job);
      worker.embed(id, job.text);
    }
    const isBusy = this.#inFlight.size > 0;
    worker.keepAlive(isBusy);
    this.#silence.begin(isBusy);
  }

  #settle(id: number, outcome: EmbedOutcome): void {
    const job = this.#inFlight.get(id);
    this.#inFlight.delete(id);
    if (outcome instanceof Error) {
      job?.reject(outcome);
    } else {
      this.#restartsInRow = 0;
      job?.resolve(outcome);
    }
    this.#dispatch();
  }

  #recover(): void {
    this.#worker = undefined;
    const error = new EmbedderCrashedError("the inference worker died while it held this text");
    for (const job of this.#inFlight.values()) job.reject(error);
    this.#inFlight.clear();
    this.#silence.begin(false);
    this.#dispatch();
  }

  #restart(): void {
    if (this.#starting !== undefined || this.#isClosed) return;
    this.#restartsInRow++;
    if (this.#restartsInRow > restartsInRowMax) {
      this.#rejectAll(gaveUp());
      return;
    }
    this.#starting = this.#start().finally(() => {
      this.#starting = undefined;
    });
    this.#starting.then(
      () => this.#dispatch(),
      (error: unknown) => this.#rejectAll(error),
    );
  }

  #rejectAll(reason: unknown): void {
    for (const job of [...this.#queue, ...this.#inFlight.values()]) job.reject(reason);
    this.#queue.clear();
    this.#inFlight.clear();
  }
}

function gaveUp(): EmbedderError {
  return new EmbedderCrashedError(
    `the inference worker died ${restartsInRowMax + 1} times in a row; restart the process`,
  );
}
