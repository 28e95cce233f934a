/** Names what an answer had to do without. */
export const degradedHeader = "X-Semvec-Degraded";

/** Takes note of what one request had to do without. */
export class Degradation {
  #isWithoutVectors = false;

  /** A text had no vector: the session's are of another embedder than this server's. */
  noteEmbedder(): void {
    this.#isWithoutVectors = true;
  }

  /** What the answer says of it. */
  get headers(): Readonly<Record<string, string>> {
    return this.#isWithoutVectors ? { [degradedHeader]: "embedder" } : {};
  }
}
