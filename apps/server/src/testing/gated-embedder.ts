import { createHashingEmbedder, type Embedder } from "@semvec/embedders";

/** An embedder that answers when a test lets it, or fails when a test says so. */
export class GatedEmbedder implements Embedder {
  readonly #inner = createHashingEmbedder();
  readonly id = this.#inner.id;
  readonly dimension = this.#inner.dimension;
  readonly profile = this.#inner.profile;
  /** Calls so far. */
  calls = 0;
  /** Thrown by every call while it is set. */
  failure: Error | undefined;
  #gate: Promise<void> | undefined;
  #open = (): void => {};
  #called = (): void => {};

  /** From now on calls wait; resolves when the first has come. */
  hold(): Promise<void> {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
    return new Promise((resolve) => {
      this.#called = resolve;
    });
  }

  release(): void {
    this.#gate = undefined;
    this.#open();
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    this.calls += 1;
    this.#called();
    await this.#gate;
    if (this.failure !== undefined) throw this.failure;
    return this.#inner.embed(texts);
  }

  async close(): Promise<void> {
    this.release();
  }
}
