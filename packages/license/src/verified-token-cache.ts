import { LRUCache } from "lru-cache";
import type { VerifiedLicense } from "./claims/license-claims.js";
import type { KeySet } from "./keys/key-set.js";
import { verifiedTokenTtlMs } from "./limits.js";

interface Entry {
  readonly license: VerifiedLicense;
  /** The set under which the signature held; another set makes the entry stale. */
  readonly keys: KeySet;
  readonly verifiedAtMs: number;
}

/**
 * Tokens whose signature held, by their digest. Refused tokens leave no trace here, so a flood of
 * them neither grows the cache nor pushes anyone out of it.
 *
 * An entry is *fresh* for 60 s under the same key set; afterwards the signature is checked again.
 * It stays *known* until the cache needs its place or the token is refused.
 */
export class VerifiedTokenCache {
  readonly #entries: LRUCache<string, Entry>;

  constructor(entriesMax: number) {
    this.#entries = new LRUCache({ max: entriesMax });
  }

  has(digest: string): boolean {
    return this.#entries.has(digest);
  }

  getFresh(digest: string, keys: KeySet, nowMs: number): VerifiedLicense | undefined {
    const entry = this.#entries.get(digest);
    if (entry === undefined || entry.keys !== keys) return undefined;
    const ageMs = nowMs - entry.verifiedAtMs;
    // A negative age is a clock that was set back: it must not lengthen the entry's life.
    return ageMs >= 0 && ageMs < verifiedTokenTtlMs ? entry.license : undefined;
  }

  set(digest: string, entry: Entry): void {
    this.#entries.set(digest, entry);
  }

  delete(digest: string): void {
    this.#entries.delete(digest);
  }
}
