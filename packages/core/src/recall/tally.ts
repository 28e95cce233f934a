/** A multiset: keys with how often they were added and not yet taken out. */
export class Tally<Key> {
  readonly #counts = new Map<Key, number>();

  /** Distinct keys. */
  get size(): number {
    return this.#counts.size;
  }

  has(key: Key): boolean {
    return this.#counts.has(key);
  }

  add(key: Key): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Takes a key out once. */
  remove(key: Key): void {
    const remaining = (this.#counts.get(key) ?? 0) - 1;
    if (remaining > 0) this.#counts.set(key, remaining);
    else this.#counts.delete(key);
  }

  keys(): IterableIterator<Key> {
    return this.#counts.keys();
  }
}
