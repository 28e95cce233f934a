import type { Clock } from "../clock.js";
import { persistenceDefaults } from "../defaults.js";
import type { OutboxOrigin } from "../engine/engine-rows.js";
import type { StorageEngine } from "../engine/storage-engine.js";
import { OutboxRelay } from "../outbox/outbox-relay.js";
import type { Relay, RelayOptions } from "../outbox/relay.js";
import { allTenants } from "./all-logs.js";
import { EngineTenantStore, pageSize } from "./engine-tenant-store.js";
import type { OldestMessage, StoreStatus } from "./maintenance.js";
import { EngineRateStore, type RateStore } from "./rate-store.js";
import type { Store, TenantStore } from "./store.js";
import type { PageRequest } from "./stored.js";

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

  listTenants({ after = "", limit }: PageRequest = {}): Promise<string[]> {
    return this.#engine.listTenants(after, pageSize(limit));
  }

  listRecordTenants({ after = "", limit }: PageRequest = {}): Promise<string[]> {
    return this.#engine.listRecordTenants(after, pageSize(limit));
  }

  async status(): Promise<StoreStatus> {
    const { oldestOutbox, tableBytes, ...counts } = await this.#engine.status(this.#clock.nowMs());
    return {
      ...counts,
      liveEntities: await this.#countLive(),
      ...(oldestOutbox !== null && { oldestOutbox: await this.#oldest(oldestOutbox) }),
      tableBytes: Object.fromEntries(tableBytes.map(({ table, bytes }) => [table, bytes])),
    };
  }

  async purgeExpiredIdempotency(rowsMax = Number.POSITIVE_INFINITY): Promise<number> {
    const { purgeRowsMax } = persistenceDefaults;
    let purged = 0;
    while (purged < rowsMax) {
      const limit = Math.min(purgeRowsMax, rowsMax - purged);
      const rows = await this.#engine.purgeIdem(this.#clock.nowMs(), limit);
      purged += rows;
      if (rows < limit) break;
    }
    return purged;
  }

  probe(): Promise<void> {
    return this.#engine.probe();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #countLive(): Promise<Record<string, number>> {
    const live: Record<string, number> = {};
    for await (const tenant of allTenants(this)) {
      for (const [kind, count] of await this.forTenant(tenant).countLiveEntities()) {
        live[kind] = (live[kind] ?? 0) + count;
      }
    }
    return live;
  }

  /** A message has no time of its own: it is as old as the op that it was written with. */
  async #oldest(origin: OutboxOrigin): Promise<OldestMessage> {
    const { tenant, source, sourceSeq } = origin;
    const [op] = await this.#engine.readOps(tenant, source, sourceSeq - 1, 1);
    return { ...origin, ...(op?.seq === sourceSeq && { atMs: op.atMs }) };
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#relays].map((relay) => relay.stop()));
    await this.#engine.close();
  }
}
