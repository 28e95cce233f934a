import type { Embedder } from "../embedder.js";
import { createHashingEmbedder } from "../hashing-embedder.js";

/** A hashing embedder that answers when a test lets it. */
export class HeldEmbedder implements Embedder {
  readonly #inner: Embedder;
  readonly id: string;
  readonly dimension: number;
  readonly profile;
  /** Texts that wait. */
  textsHeld = 0;
  /** Thrown by every call while it is set. */
  failure: Error | undefined;
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Set<() => void>();

  constructor(dimension = 64) {
    this.#inner = createHashingEmbedder(dimension);
    ({ id: this.id, dimension: this.dimension, profile: this.profile } = this.#inner);
  }

  async embed(
    texts: readonly string[],
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Float32Array[]> {
    if (this.failure !== undefined) throw this.failure;
    if (!texts.some((text) => text.startsWith("hold"))) return this.#inner.embed(texts);
    this.#count(texts.length);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.add(resolve);
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
    } finally {
      this.#count(-texts.length);
    }
    return this.#inner.embed(texts);
  }

  /** Resolves when this many texts wait. */
  async holding(texts: number): Promise<void> {
    while (this.textsHeld !== texts) {
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
  }

  release(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    this.release();
  }

  #count(texts: number): void {
    this.textsHeld += texts;
    for (const tell of this.#listeners) tell();
    this.#listeners.clear();
  }
}
