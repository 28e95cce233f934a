import { Worker } from "node:worker_threads";
import {
  StoreClosedError,
  StoreConfigurationError,
  StoreFailedError,
  StoreLockedError,
} from "../errors.js";
import type {
  Call,
  Failure,
  FromThread,
  Method,
  Opening,
  Reply,
  ThreadData,
  ThreadMethods,
  ToThread,
} from "./worker-messages.js";
import { workerUrl } from "./worker-url.js";

/** A call that a database thread could not carry out. */
export class CallFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "CallFailed";
    this.failure = failure;
  }
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A thread with one connection, seen from the main thread. */
export class DatabaseThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #outgoing: Call[] = [];
  #lastId = 0;
  #ended: Error | undefined;
  readonly #exited: Promise<void>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#exited = new Promise((resolve) => {
      worker.once("exit", () => {
        this.#end("the database thread has ended");
        resolve();
      });
    });
    worker.on("error", (error) => this.#end(error.message));
    worker.on("message", (message: FromThread) => {
      if (message.type === "replies") this.#settle(message.replies);
    });
  }

  /**
   * Starts a thread and waits until its database is open.
   *
   * @throws StoreLockedError, StoreConfigurationError, StoreFailedError
   */
  static async start(data: ThreadData, entry: URL = workerUrl()): Promise<DatabaseThread> {
    const worker = new Worker(entry, {
      workerData: data,
      name: `semvec-sqlite-${data.role}`,
    });
    const opening = await new Promise<Opening>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", () => reject(new Error("the database thread ended before it was open")));
    }).catch((cause: Error) => {
      throw new StoreFailedError(cause.message, { cause });
    });
    if (opening.type === "refused") throw refusalError(data.path, opening);
    const thread = new DatabaseThread(worker);
    // An idle store does not keep the process alive; a call under way does.
    worker.unref();
    return thread;
  }

  /** @throws CallFailed; StoreClosedError when the thread is closed */
  call<M extends Method>(
    method: M,
    ...args: Parameters<ThreadMethods[M]>
  ): Promise<ReturnType<ThreadMethods[M]>> {
    return new Promise<ReturnType<ThreadMethods[M]>>((resolve, reject) => {
      if (this.#ended !== undefined) throw this.#ended;
      const id = ++this.#lastId;
      if (this.#pending.size === 0) this.#worker.ref();
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      // Calls of one turn of the event loop travel together, and so share a transaction.
      if (this.#outgoing.length === 0) setImmediate(() => this.#flush());
      this.#outgoing.push({ id, method, args });
    });
  }

  /** Lets the thread finish what was submitted, and ends it. */
  async close(): Promise<void> {
    this.#flush();
    this.#ended ??= new StoreClosedError();
    this.#worker.ref();
    this.#post({ type: "close" });
    await this.#exited;
  }

  #flush(): void {
    const calls = this.#outgoing;
    this.#outgoing = [];
    if (calls.length > 0) this.#post({ type: "calls", calls });
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #settle(replies: readonly Reply[]): void {
    for (const reply of replies) {
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if ("failure" in reply) pending?.reject(new CallFailed(reply.failure));
      else pending?.resolve(reply.value);
    }
    if (this.#pending.size === 0 && this.#ended === undefined) this.#worker.unref();
  }

  /** A thread that is gone has done some of what it was told, and nobody knows what. */
  #end(message: string): void {
    this.#ended ??= new CallFailed({ kind: "failed", message });
    for (const { reject } of this.#pending.values()) {
      reject(new CallFailed({ kind: "unknown", message }));
    }
    this.#pending.clear();
  }
}

function refusalError(path: string, opening: Extract<Opening, { type: "refused" }>): Error {
  if (opening.reason === "locked") return new StoreLockedError(path, opening.owner);
  if (opening.reason === "configuration") return new StoreConfigurationError(opening.message);
  return new StoreFailedError(`${path} cannot be opened: ${opening.message}`);
}
