import type { Clock } from "../clock.js";
import { persistenceDefaults } from "../defaults.js";
import type { StorageEngine } from "../engine/storage-engine.js";
import { OutboxRelay } from "../outbox/outbox-relay.js";
import type { Relay, RelayOptions } from "../outbox/relay.js";
import { EngineTenantStore } from "./engine-tenant-store.js";
import type { StoreStatus } from "./maintenance.js";
import { EngineRateStore, type RateStore } from "./rate-store.js";
import type { Store, TenantStore } from "./store.js";

/** {@link Store} over any engine. */
export class EngineStore implements Store {
  readonly #engine: StorageEngine;
  readonly #clock: Clock;
  readonly rates: RateStore;
  readonly #relays = new Set<OutboxRelay>();
  #closing: Promise<void> | undefined;

  constructor(engine: StorageEngine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
    this.rates = new EngineRateStore(engine, clock);
  }

  get exclusive(): boolean {
    return this.#engine.exclusive;
  }

  forTenant(tenant: string): TenantStore {
    return new EngineTenantStore({
      engine: this.#engine,
      clock: this.#clock,
      tenant,
      onOutbox: () => {
        for (const relay of this.#relays) relay.wake();
      },
    });
  }

  createRelay(options: RelayOptions): Relay {
    const relay = new OutboxRelay(this.#engine, this.#clock, options);
    this.#relays.add(relay);
    return relay;
  }

  status(): Promise<StoreStatus> {
    return this.#engine.status();
  }

  async purgeExpiredIdempotency(): Promise<number> {
    const { purgeRowsMax } = persistenceDefaults;
    let purged = 0;
    for (;;) {
      const rows = await this.#engine.purgeIdem(this.#clock.nowMs(), purgeRowsMax);
      purged += rows;
      if (rows < purgeRowsMax) return purged;
    }
  }

  probe(): Promise<void> {
    return this.#engine.probe();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#relays].map((relay) => relay.stop()));
    await this.#engine.close();
  }
}
