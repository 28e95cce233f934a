import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { checkedVectors } from "./checked-vectors.js";
import type { Embedder, EmbedOptions } from "./embedder.js";
import type { EmbedderProfile } from "./embedder-profile.js";
import { InvalidEmbeddingError } from "./errors.js";
import { SharedRequest } from "./shared-request.js";

/** Bounds of a {@link CachedEmbedder}. */
export interface EmbeddingCacheLimits {
  /** Vectors kept, at most. Default: {@link defaultCacheEntriesMax}. */
  readonly entriesMax?: number;
  /** Bytes kept, at most: each vector, and 256 for its key and links. Default: 16 MiB. */
  readonly bytesMax?: number;
}

/** Vectors kept, unless configured. Repeats come from retries and templates, so few suffice. */
export const defaultCacheEntriesMax = 4_096;

/** Bytes kept, unless configured. */
export const defaultCacheBytesMax = 16 * 1024 * 1024;

/** Stands for an entry's key, its place in the list, and the objects around the numbers. */
const entryOverheadBytes = 256;

interface PendingText {
  readonly request: SharedRequest<readonly Float32Array[]>;
  readonly index: number;
}

/**
 * An embedder with a cache of its newest vectors, which also joins calls for a text that is being
 * embedded already.
 *
 * Entries belong to a tenant: nobody can learn from the time of an answer what another tenant has
 * sent. Keys are digests, so the cache holds no text.
 */
export class CachedEmbedder {
  readonly #embedder: Embedder;
  readonly #vectors: LRUCache<string, Float32Array>;
  readonly #pending = new Map<string, PendingText>();

  constructor(embedder: Embedder, limits: EmbeddingCacheLimits = {}) {
    this.#embedder = embedder;
    this.#vectors = new LRUCache({
      max: limits.entriesMax ?? defaultCacheEntriesMax,
      maxSize: limits.bytesMax ?? defaultCacheBytesMax,
      sizeCalculation: (vector) => vector.byteLength + entryOverheadBytes,
    });
  }

  /** The embedder's id. */
  get id(): string {
    return this.#embedder.id;
  }

  /** The embedder's dimension. */
  get dimension(): number {
    return this.#embedder.dimension;
  }

  /** The embedder's profile. */
  get profile(): EmbedderProfile {
    return this.#embedder.profile;
  }

  /** Vectors held now. */
  get size(): number {
    return this.#vectors.size;
  }

  /**
   * One unit vector per text, in order; the caller may change them. An aborted call leaves others
   * that wait for the same texts alone.
   *
   * @throws {@link EmbedderError} as the embedder does, and {@link InvalidEmbeddingError} for
   *   vectors that cannot be worked with. Failures are not kept.
   */
  async embed(
    tenant: string,
    texts: readonly string[],
    options: EmbedOptions = {},
  ): Promise<Float32Array[]> {
    options.signal?.throwIfAborted();
    const keys = texts.map((text) => this.#key(tenant, text));
    const known = new Map<string, Float32Array>();
    for (const key of keys) {
      const vector = this.#vectors.get(key);
      if (vector !== undefined) known.set(key, vector);
    }
    this.#requestMissing(keys, texts, known);
    await this.#collectPending(keys, known, options.signal);
    return keys.map((key) => {
      const vector = known.get(key);
      if (vector === undefined) throw new InvalidEmbeddingError("the embedder left out a vector");
      return vector.slice();
    });
  }

  /** Closes the embedder and empties the cache. */
  async close(): Promise<void> {
    this.#vectors.clear();
    await this.#embedder.close();
  }

  /** Asks for the texts that are neither known nor on their way, in one call. */
  #requestMissing(
    keys: readonly string[],
    texts: readonly string[],
    known: ReadonlyMap<string, Float32Array>,
  ): void {
    const missing = new Map<string, string>();
    keys.forEach((key, index) => {
      if (!known.has(key) && !this.#isPending(key)) missing.set(key, texts[index] ?? "");
    });
    if (missing.size === 0) return;
    const missingKeys = [...missing.keys()];
    const request = new SharedRequest((signal) => this.#embed([...missing.values()], signal));
    for (const [index, key] of missingKeys.entries()) this.#pending.set(key, { request, index });
    const forget = (): void => {
      for (const key of missingKeys) {
        if (this.#pending.get(key)?.request === request) this.#pending.delete(key);
      }
    };
    request.result.then((vectors) => {
      forget();
      for (const [index, key] of missingKeys.entries()) this.#vectors.set(key, vectors[index]);
    }, forget);
  }

  async #embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const vectors = await this.#embedder.embed(texts, { signal });
    return checkedVectors(vectors, { texts: texts.length, dimension: this.#embedder.dimension });
  }

  async #collectPending(
    keys: readonly string[],
    known: Map<string, Float32Array>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const waits = new Map<PendingText["request"], Promise<readonly Float32Array[]>>();
    const places: (PendingText & { key: string })[] = [];
    for (const key of keys) {
      const pending = known.has(key) ? undefined : this.#pending.get(key);
      if (pending === undefined) continue;
      places.push({ ...pending, key });
      if (!waits.has(pending.request)) waits.set(pending.request, pending.request.join(signal));
    }
    await Promise.all(waits.values());
    for (const { key, request, index } of places) {
      const vector = (await waits.get(request))?.[index];
      if (vector !== undefined) known.set(key, vector);
    }
  }

  /** A request that everybody left is being cancelled; nobody new may join it. */
  #isPending(key: string): boolean {
    return this.#pending.get(key)?.request.isAbandoned === false;
  }

  #key(tenant: string, text: string): string {
    // The tenant's length comes first, so that no two (tenant, text) read the same in a row.
    const hash = createHash("sha256").update(`${this.id}\n${tenant.length}\n${tenant}`, "utf16le");
    return hash.update(text, "utf16le").digest("base64");
  }
}
