import { createHashingEmbedder, type Embedder } from "@semvec/embedders";

/** What comes of a call in place of its vectors; `right` are those that it should have had. */
export type EmbedFault = (right: readonly Float32Array[]) => Promise<Float32Array[]>;

/** Which calls of an embedder meet a fault. */
interface FaultyCalls {
  /** The first one, from 1. */
  readonly first: number;
  /** How many, one after the other. */
  readonly count: number;
  readonly fault: EmbedFault;
}

/** A hashing embedder whose calls fail as told. */
export class FaultyEmbedder implements Embedder {
  readonly #inner = createHashingEmbedder();
  readonly id = this.#inner.id;
  readonly dimension = this.#inner.dimension;
  readonly profile = this.#inner.profile;
  /** Whether a call has failed since {@link break}. */
  hasFailed = false;
  #faulty: FaultyCalls | undefined;
  #calls = 0;

  /** Calls are counted anew; from the first one on they fail. */
  break(faulty: FaultyCalls): void {
    this.#faulty = faulty;
    this.#calls = 0;
    this.hasFailed = false;
  }

  /** From now on no call fails. */
  repair(): void {
    this.#faulty = undefined;
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    this.#calls += 1;
    const vectors = await this.#inner.embed(texts);
    if (this.#faulty === undefined) return vectors;
    const { first, count, fault } = this.#faulty;
    if (this.#calls < first || this.#calls >= first + count) return vectors;
    this.hasFailed = true;
    return fault(vectors);
  }

  async close(): Promise<void> {}
}
