/**
 * A request that several callers wait for. Each may leave by its own signal; when the last one has
 * left, the request itself is cancelled.
 */
export class SharedRequest<T> {
  /** Settles as the request does. */
  readonly result: Promise<T>;
  readonly #controller = new AbortController();
  #callerCount = 0;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.result = start(this.#controller.signal);
  }

  /** Everybody left: the request is cancelled and must not be joined. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Waits for the result; rejects with the signal's reason if that comes first. */
  async join(signal: AbortSignal | undefined): Promise<T> {
    if (signal === undefined) {
      this.#callerCount++;
      return this.result;
    }
    signal.throwIfAborted();
    this.#callerCount++;
    return await new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        this.#callerCount--;
        if (this.#callerCount === 0) this.#controller.abort(signal.reason);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      const stay = (): void => signal.removeEventListener("abort", leave);
      this.result.finally(stay).then(resolve, reject);
    });
  }
}
