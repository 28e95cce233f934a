import type { EmbedderProfile } from "./embedder-profile.js";

/** Options of one embed call. */
export interface EmbedOptions {
  /** Gives up: the call rejects with the signal's reason. Default: never. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Turns texts into unit vectors.
 *
 * @example
 * ```ts
 * const embedder = await openEmbedder({ kind: "use-lite" });
 * const [vector] = await embedder.embed(["Where are the spare keys?"]);
 * await embedder.close();
 * ```
 */
export interface Embedder {
  /**
   * Names the model and its variant, such as `use-lite-int8:713639dff4b5`. Vectors of different
   * ids must not be compared; store the id with every vector.
   */
  readonly id: string;
  /** Numbers in each vector. */
  readonly dimension: number;
  /** What recall and drift need to know about this model's cosines. */
  readonly profile: EmbedderProfile;

  /**
   * One unit vector per text, in order. A text's vector depends on that text alone.
   *
   * @throws {@link EmbedderError} with the code that says why there are no vectors.
   */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;

  /**
   * Resolves if vectors can be had, as far as can be told at no cost. Embedders that only an
   * embed call can test have none.
   *
   * @throws {@link EmbedderError} if they cannot.
   */
  probe?(): Promise<void>;

  /** Frees threads and connections. Waiting calls are rejected; a second call does nothing. */
  close(): Promise<void>;
}
