import type { Clock } from "../clock.js";
import { persistenceDefaults } from "../defaults.js";
import type { CorruptEntityError } from "../errors.js";
import { hotStateKey } from "./hot-state.js";

interface Entry {
  readonly error: CorruptEntityError;
  readonly untilMs: number;
}

/**
 * The entities whose logs were found damaged. They are refused without reading the log again, so
 * that a damaged entity costs its neighbours nothing; after a while the log gets another look, for
 * an operator may have restored it.
 */
export class Quarantine {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#entries.size;
  }

  add(tenant: string, entity: string, error: CorruptEntityError): void {
    const key = hotStateKey(tenant, entity);
    this.#entries.delete(key);
    this.#entries.set(key, {
      error,
      untilMs: this.#clock.nowMs() + persistenceDefaults.quarantineMs,
    });
    if (this.#entries.size <= persistenceDefaults.quarantinedMax) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  /** Lets an entity out: its log gets another look at once. */
  remove(tenant: string, entity: string): void {
    this.#entries.delete(hotStateKey(tenant, entity));
  }

  /** @throws CorruptEntityError while the entity is in quarantine */
  check(tenant: string, entity: string): void {
    const key = hotStateKey(tenant, entity);
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    if (this.#clock.nowMs() < entry.untilMs) throw entry.error;
    this.#entries.delete(key);
  }
}
