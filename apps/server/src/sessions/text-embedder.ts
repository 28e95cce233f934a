import {
  CachedEmbedder,
  type Embedder,
  type EmbedderProfile,
  projectDimension,
} from "@semvec/embedders";

/** What readiness embeds to see whether an embedder that failed is back. */
const probeText = "ready";

/**
 * Turns texts into vectors of a session's dimension: the embedder's own, cached by tenant and
 * text, and carried to the dimension by the embedder package's fixed map.
 */
export class TextEmbedder {
  readonly #embedder: Embedder;
  readonly #cached: CachedEmbedder;
  #lastCallFailed = false;
  #textsUnderWay = 0;

  constructor(embedder: Embedder) {
    this.#embedder = embedder;
    this.#cached = new CachedEmbedder(embedder);
  }

  /**
   * Names the model; a session keeps it.
   *
   * @throws EmbedderUnavailableError before the sidecar is reached; so do the next two
   */
  get id(): string {
    return this.#embedder.id;
  }

  get profile(): EmbedderProfile {
    return this.#embedder.profile;
  }

  /** False on a server whose clients bring all vectors. */
  get isAvailable(): boolean {
    return this.#embedder.dimension > 0;
  }

  /** Texts that wait for their vectors. */
  get textsUnderWay(): number {
    return this.#textsUnderWay;
  }

  /**
   * One unit vector a text, in order, made side by side.
   *
   * @throws EmbedderError when there are no vectors to be had
   */
  async embed(
    tenant: string,
    texts: readonly string[],
    dimension: number,
  ): Promise<Float32Array[]> {
    this.#textsUnderWay += texts.length;
    try {
      const vectors = await this.#cached.embed(tenant, texts);
      this.#lastCallFailed = false;
      return vectors.map((vector) => projectDimension(vector, dimension));
    } catch (error) {
      this.#lastCallFailed = true;
      throw error;
    } finally {
      this.#textsUnderWay -= texts.length;
    }
  }

  /**
   * Resolves when the embedder works, as far as is known: a text is embedded only when its last
   * call failed, for a remote one costs money. With none configured nothing can fail.
   */
  async probe(): Promise<void> {
    await this.#embedder.probe?.();
    if (!this.isAvailable || !this.#lastCallFailed) return;
    await this.#embedder.embed([probeText]);
    this.#lastCallFailed = false;
  }

  close(): Promise<void> {
    return this.#cached.close();
  }
}
